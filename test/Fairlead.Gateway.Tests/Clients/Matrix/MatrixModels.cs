using System.Text;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;

namespace Fairlead.Gateway.Tests.Clients.Matrix;

/// <summary>Simulated deployments, several for each format that deployments speak.</summary>
internal static class MatrixModels
{
    public const string Key = "sk-test-master";

    public const string Text = "It is sunny in Köln.";

    public const string Question = "How is the weather in Köln, and what time is it there?";

    /// <summary>The schema of what the models whose names end with <c>-json</c> answer.</summary>
    public const string CitySchema =
        """{"type":"object","properties":{"city":{"type":"string"},"sunny":{"type":"boolean"}},"required":["city","sunny"],"additionalProperties":false}""";

    /// <summary>The schema of both tools' arguments.</summary>
    public const string WeatherSchema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";

    /// <summary>The tools, in the order they are called in.</summary>
    public static readonly string[] Tools = ["weather", "time"];

    private const string Calls = "tool_calls: [{ name: weather, arguments: { city: Köln } }, { name: time, arguments: { city: Köln } }]";

    /// <summary>The formats, by their names. Completions hold no conversation.</summary>
    public static IReadOnlyList<string> Formats { get; } =
        [.. Dialects.All.Where(static dialect => dialect.Surface != Surface.Completions).Select(static dialect => dialect.Name)];

    /// <summary>The configuration: a model with tools and signed thoughts, one that answers in JSON, and three that fail, for each format.</summary>
    public static string Yaml()
    {
        var yaml = new StringBuilder("model_list:\n");
        foreach (var dialect in Dialects.All.Where(static dialect => dialect.Surface != Surface.Completions))
        {
            // Whoever signs wants its signatures back.
            var thinks = dialect.Signs is SignedBy.None or SignedBy.OpenAI ? "" : ", reasoning_text: \"Let me think. \", require_signature: true";
            Model(dialect.Name, "", $"response_text: \"{Text}\", {Calls}{thinks}");
            Model(dialect.Name, "-json", """response_text: '{"city": "Köln", "sunny": true}'""");
            Model(dialect.Name, "-context", "errors: { context_window: 1 }");
            Model(dialect.Name, "-busy", "errors: { 429: 1 }");
            Model(dialect.Name, "-broken", "errors: { stream_error: 1 }");
        }

        return yaml.Append("router_settings: { num_retries: 0, disable_cooldowns: true }\ngeneral_settings: { master_key: ").Append(Key).Append(" }\n").ToString();

        void Model(string format, string kind, string settings) =>
            yaml.Append("  - model_name: ").Append(format).Append(kind)
                .Append("\n    litellm_params: { model: simulated/").Append(format).Append(kind).Append(", wire_format: ").Append(format).Append(", ").Append(settings).Append(" }\n");
    }
}
