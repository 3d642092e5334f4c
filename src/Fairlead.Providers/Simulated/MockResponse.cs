namespace Fairlead.Providers.Simulated;

/// <summary>Reads LiteLLM's <c>mock_response</c>: a text to answer with, or the name of an error.</summary>
internal static class MockResponse
{
    /// <summary>The error it names; null when it is a text.</summary>
    public static SimulatedError? ErrorOf(string mock)
    {
        var name = mock.Trim();
        if (name.StartsWith("Exception:", StringComparison.Ordinal))
        {
            var text = name["Exception:".Length..].Trim();
            return text.StartsWith("content_filter_policy", StringComparison.Ordinal)
                ? SimulatedError.ContentPolicy
                : SimulatedError.ServerError with { Message = text.Length > 0 ? text : SimulatedError.ServerError.Message };
        }

        return name switch
        {
            "litellm.RateLimitError" => SimulatedError.RateLimit,
            "litellm.InternalServerError" => SimulatedError.ServerError,
            "litellm.ContextWindowExceededError" => SimulatedError.ContextWindow,
            "litellm.ContentPolicyViolationError" => SimulatedError.ContentPolicy,
            "litellm.AuthenticationError" => SimulatedError.OfStatus(401),
            "litellm.PermissionDeniedError" => SimulatedError.OfStatus(403),
            "litellm.NotFoundError" => SimulatedError.OfStatus(404),
            "litellm.BadRequestError" => SimulatedError.OfStatus(400),
            "litellm.UnprocessableEntityError" => SimulatedError.OfStatus(422),
            "litellm.BadGatewayError" => SimulatedError.OfStatus(502),
            "litellm.ServiceUnavailableError" => SimulatedError.OfStatus(503),
            // LiteLLM gives its Timeout the status 408 and raises it at once.
            "litellm.Timeout" => SimulatedError.OfStatus(408),
            "litellm.APIConnectionError" => SimulatedError.Parse("refuse"),
            _ => null,
        };
    }
}
