namespace Fairlead.Limits;

/// <summary>What was spent within a window of time that starts with the first spend, and again with the first one after its end. Lives across reloads.</summary>
/// <param name="length">Length of the window, in ticks.</param>
internal sealed class SpendWindow(long length)
{
    private readonly Lock _gate = new();
    private double _spent;
    private long _ends;

    /// <summary>When the window ends; in the past when nothing was spent since.</summary>
    public long Ends => Volatile.Read(ref _ends);

    public void Add(double dollars, long now)
    {
        lock (_gate)
        {
            if (now < _ends)
            {
                Volatile.Write(ref _spent, _spent + dollars);
                return;
            }

            // The sum before the end: who reads in between sees the old window, which is over, and never the old sum in the new one.
            Volatile.Write(ref _spent, dollars);
            Volatile.Write(ref _ends, now + length);
        }
    }

    /// <summary>What was spent in the window that runs; zero when none does.</summary>
    public double Spent(long now) => now < Volatile.Read(ref _ends) ? Volatile.Read(ref _spent) : 0;
}
