namespace Fairlead.State;

/// <summary>Successes and failures of one deployment since the first of them, forgotten after <see cref="Configuration.RouterDefaults.FailureWindow"/>.</summary>
/// <remarks>A fixed window from the first event, as LiteLLM counts. Mutable; kept under the state's lock.</remarks>
internal struct FailureWindow
{
    private long _ends;

    public int Successes { get; private set; }

    public int Failures { get; private set; }

    public readonly int Total => Successes + Failures;

    /// <summary>Failures since the last success.</summary>
    public int InARow { get; private set; }

    public void Count(bool success, long now, long length)
    {
        if (now >= _ends)
        {
            Successes = Failures = InARow = 0;
            _ends = now + length;
        }

        if (success)
        {
            Successes++;
            InARow = 0;
        }
        else
        {
            Failures++;
            InARow++;
        }
    }

    public void Clear() => this = default;
}
