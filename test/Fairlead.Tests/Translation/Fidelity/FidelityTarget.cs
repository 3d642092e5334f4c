using Fairlead.Providers.Translation;

namespace Fairlead.Tests.Translation.Fidelity;

/// <summary>A column of the table: an upstream format, and models of a vendor that speak it.</summary>
/// <param name="Title">The column's head.</param>
/// <param name="Dialect">The format.</param>
/// <param name="Vendor">A vendor that speaks it.</param>
/// <param name="Model">One of its models.</param>
/// <param name="Thinker">One that thinks.</param>
internal sealed record FidelityTarget(string Title, Dialect Dialect, string Vendor, string Model, string Thinker)
{
    /// <summary>A vendor that takes all that clients of the format say: LiteLLM's additions to OpenAI's chat are part of what they do.</summary>
    public string Widest => Vendor == "openai" ? "litellm_proxy" : Vendor;

    private static readonly (string Dialect, string Title, string Vendor, string Model, string Thinker)[] Rows =
    [
        ("openai-chat", "OpenAI chat", "openai", "gpt-4.1", "gpt-5"),
        ("openai-responses", "OpenAI Responses", "openai", "gpt-4.1", "gpt-5"),
        ("anthropic-messages", "Anthropic Messages", "anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5"),
        ("gemini-generate-content", "Gemini", "gemini", "gemini-2.5-pro", "gemini-2.5-pro"),
        ("bedrock-converse", "Bedrock Converse (Claude)", "bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        ("ollama-chat", "Ollama", "ollama_chat", "qwen3", "qwen3"),
        ("cohere-chat", "Cohere v2", "cohere_chat", "command-a-03-2025", "command-a-reasoning-08-2025"),
        ("openai-completions", "OpenAI completions", "text-completion-openai", "gpt-3.5-turbo-instruct", "gpt-3.5-turbo-instruct"),
    ];

    /// <summary>The formats that clients speak, in the page's order.</summary>
    public static IReadOnlyList<FidelityTarget> Clients { get; } = [.. All("openai-chat", "openai-responses", "anthropic-messages", "gemini-generate-content", "openai-completions")];

    /// <summary>The formats that deployments speak, in the page's order.</summary>
    public static IReadOnlyList<FidelityTarget> Upstreams { get; } = [.. All([.. Rows.Select(static row => row.Dialect)])];

    private static IEnumerable<FidelityTarget> All(params string[] names)
    {
        foreach (var name in names)
        {
            var row = Rows.Single(row => row.Dialect == name);
            if (Dialects.All.FirstOrDefault(dialect => dialect.Name == name) is { } dialect)
            {
                yield return new FidelityTarget(row.Title, dialect.For(row.Model), row.Vendor, row.Model, row.Thinker);
            }
        }
    }
}
