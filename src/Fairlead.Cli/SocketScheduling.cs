namespace Fairlead.Cli;

/// <summary>Whether requests run on the threads that serve the sockets.</summary>
internal static class SocketScheduling
{
    /// <summary>.NET's own switch.</summary>
    private const string RuntimeVariable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Fairlead's: <c>0</c> leaves everything to the thread pool.</summary>
    private const string SwitchVariable = "FAIRLEAD_INLINE";

    /// <summary>Whether completions run inline; the server must then schedule inline too.</summary>
    public static bool Inline => Environment.GetEnvironmentVariable(RuntimeVariable) == "1";

    /// <summary>Sets .NET's switch, unless a person set it or switched it off.</summary>
    public static void Prepare()
    {
        if (Environment.GetEnvironmentVariable(SwitchVariable) != "0" && Environment.GetEnvironmentVariable(RuntimeVariable) is null)
        {
            Environment.SetEnvironmentVariable(RuntimeVariable, "1");
        }
    }
}
