namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>Ends a child with its parent.</summary>
internal static class ParentWatch
{
    /// <summary>Ends this process when its standard input closes: a parent that died, however it died, closes it.</summary>
    public static void EndWithStandardInput()
    {
        var thread = new Thread(static () =>
        {
            while (Console.In.ReadLine() is not null)
            {
            }

            _ = Native.Kill(Environment.ProcessId, 9);
        })
        { IsBackground = true, Name = "parent watch" };
        thread.Start();
    }
}
