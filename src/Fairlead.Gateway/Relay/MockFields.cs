using System.Text.Json;
using Fairlead.Attempts;

namespace Fairlead.Gateway.Relay;

/// <summary>Reads LiteLLM's fields that ask for something to be pretended. Whoever sends them has passed the key.</summary>
internal static class MockFields
{
    public static RequestFault? Read(ref Utf8JsonReader reader, RequestView view, RequestField field)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var mock = view.Mock ?? new RequestMock();
        if (field == RequestField.MockResponse)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                return RequestFault.Invalid("'mock_response' must be a string.", "mock_response");
            }

            view.Mock = mock with { Response = reader.GetString() };
            return null;
        }

        if (RequestValues.Flag(ref reader, NameOf(field), out var value) is { } fault)
        {
            return fault;
        }

        view.Mock = field switch
        {
            RequestField.MockTimeout => mock with { Timeout = value },
            RequestField.MockFallbacks => mock with { Fallbacks = value },
            RequestField.MockContextFallbacks => mock with { ContextWindowFallbacks = value },
            RequestField.MockContentPolicyFallbacks => mock with { ContentPolicyFallbacks = value },
            _ => mock with { RateLimit = value },
        };
        return null;
    }

    private static string NameOf(RequestField field) => field switch
    {
        RequestField.MockTimeout => "mock_timeout",
        RequestField.MockFallbacks => "mock_testing_fallbacks",
        RequestField.MockContextFallbacks => "mock_testing_context_fallbacks",
        RequestField.MockContentPolicyFallbacks => "mock_testing_content_policy_fallbacks",
        _ => "mock_testing_rate_limit_error",
    };
}
