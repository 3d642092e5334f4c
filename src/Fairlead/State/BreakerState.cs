namespace Fairlead.State;

/// <summary>Whether a deployment gets requests, as far as its health goes.</summary>
public enum BreakerState
{
    /// <summary>It gets its share.</summary>
    Closed,

    /// <summary>It rests after failures and gets none, unless nobody else is left.</summary>
    Open,

    /// <summary>Its rest is over and not proved right yet: it gets one request at a time, until one is answered or fails.</summary>
    HalfOpen,
}
