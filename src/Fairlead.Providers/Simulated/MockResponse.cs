using Fairlead.Attempts;

namespace Fairlead.Providers.Simulated;

/// <summary>A pretended outcome as the simulated provider's settings.</summary>
internal static class MockResponse
{
    /// <summary>The settings that make every call end so.</summary>
    public static SimulatedSettings Settings(MockOutcome outcome) => ErrorOf(outcome) is { } error
        ? new SimulatedSettings { Errors = [(1, error)] }
        : new SimulatedSettings { Text = outcome.Text };

    /// <summary>The error a <c>mock_response</c> names; null when it is a text.</summary>
    public static SimulatedError? ErrorOf(string mock) => ErrorOf(MockOutcome.OfResponse(mock));

    private static SimulatedError? ErrorOf(MockOutcome outcome) => outcome.Failure switch
    {
        FailureKind.None => null,
        FailureKind.ContextWindow => SimulatedError.ContextWindow,
        FailureKind.ContentPolicy => SimulatedError.ContentPolicy,
        FailureKind.RateLimited => SimulatedError.RateLimit,
        FailureKind.Connection => SimulatedError.Parse("refuse"),
        _ when outcome.IsSilence => SimulatedError.Parse("timeout"),
        FailureKind.ServerError => SimulatedError.ServerError with { Message = outcome.Text },
        _ => SimulatedError.OfStatus(outcome.Status),
    };
}
