namespace Fairlead.Chat;

/// <summary>Waits for an attempt, but no longer than until a hedge is due.</summary>
internal static class HedgeTimer
{
    /// <summary>Whether an attempt ends in time. What it ends with, its task tells.</summary>
    public static async Task<bool> EndsWithinAsync(Task ending, TimeSpan after, TimeProvider time)
    {
        if (!ending.IsCompleted)
        {
            using var settled = new CancellationTokenSource();
            await Task.WhenAny(ending, Task.Delay(after, time, settled.Token)).ConfigureAwait(false);
            await settled.CancelAsync().ConfigureAwait(false);
        }

        return ending.IsCompleted;
    }
}
