namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary><c>service_tier</c>: Anthropic's words beside OpenAI's.</summary>
internal static class MessagesTier
{
    /// <summary>A request's tier in OpenAI's word.</summary>
    public static string FromRequest(string tier) => tier == "standard_only" ? "default" : tier;

    /// <summary>The tier to ask for; null where there is none like it.</summary>
    public static string? ToRequest(string tier) => tier switch
    {
        "default" => "standard_only",
        "auto" or "standard_only" => tier,
        _ => null,
    };

    /// <summary>An answer's tier in OpenAI's word.</summary>
    public static string? FromAnswer(string? tier) => tier == "standard" ? "default" : tier;

    /// <summary>An answer's tier in Anthropic's word.</summary>
    public static string ToAnswer(string tier) => tier == "default" ? "standard" : tier;
}
