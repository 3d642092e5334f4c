using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Simulated;

/// <summary>How a simulated deployment behaves: what a person set under <c>litellm_params</c>, checked.</summary>
internal sealed record SimulatedSettings
{
    /// <summary>What is answered when no <c>response_text</c> is set.</summary>
    public const string DefaultText = "This answer comes from Fairlead's simulated provider. No model was asked, and nothing was sent over the network. ";

    /// <summary>The keys of the settings.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "ttft_ms", "tokens_per_second", "jitter", "error_rate", "errors", "rate_limit_rpm", "response_text", "reasoning_text", "require_signature", "wire_format",
        "output_tokens", "tool_calls", "embedding_dimensions", "fail_after_tokens", "seed",
    ];

    /// <summary>Time to the first token (<c>ttft_ms</c>, milliseconds, 0 by default); of a plain answer too.</summary>
    public TimeSpan TimeToFirstToken { get; init; }

    /// <summary>Pace of the tokens after the first (<c>tokens_per_second</c>); 0, the default, means all at once.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Spread of every wait, as a share of it (<c>jitter</c>, 0 to 1, 0 by default).</summary>
    public double Jitter { get; init; }

    /// <summary>Failures, each with its chance (<c>errors</c>, and <c>error_rate</c> for the status 500).</summary>
    public IReadOnlyList<(double Rate, SimulatedError Error)> Errors { get; init; } = [];

    /// <summary>Calls a minute, above which 429 with Retry-After is answered (<c>rate_limit_rpm</c>); null for no limit.</summary>
    public int? RateLimitRpm { get; init; }

    /// <summary>The answer's text (<c>response_text</c>).</summary>
    public string Text { get; init; } = DefaultText;

    /// <summary>Thoughts before the answer (<c>reasoning_text</c>), signed where the format's vendor signs them; null for none.</summary>
    public string? ReasoningText { get; init; }

    /// <summary>Refuses results of tools that come back without the signed thoughts that led to the calls (<c>require_signature</c>), as Claude and Gemini do.</summary>
    public bool RequireSignature { get; init; }

    /// <summary>The only format it speaks (<c>wire_format</c>): a <see cref="Dialect.Name"/>; null for every format.</summary>
    public Dialect? Format { get; init; }

    /// <summary>Length of the answer in tokens (<c>output_tokens</c>); the text is repeated or cut to it. Null for the text as it is.</summary>
    public int? OutputTokens { get; init; }

    /// <summary>Tool calls to answer with instead of text (<c>tool_calls</c>).</summary>
    public IReadOnlyList<SimulatedToolCall> ToolCalls { get; init; } = [];

    /// <summary>Seed of chance (<c>seed</c>): the same seed gives the same waits and failures in the same order. Null for chance proper.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Breaks every answer after so many tokens (<c>fail_after_tokens</c>); null for never.</summary>
    public int? FailAfterTokens { get; init; }

    /// <summary>Length of an embedding when the request names none (<c>embedding_dimensions</c>).</summary>
    public int EmbeddingDimensions { get; init; } = 256;

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="parameters">The deployment's <c>litellm_params</c>.</param>
    /// <param name="findings">Gets what is wrong with them.</param>
    /// <param name="source">The document's name, for the findings.</param>
    /// <param name="path">The key path of the parameters, for the findings.</param>
    public static SimulatedSettings Read(DeploymentParams parameters, ICollection<ConfigDiagnostic> findings, string source = "", string path = "litellm_params")
    {
        var reader = new SimulatedSettingsReader(parameters.Extra, findings, source, path);
        if (parameters.MockResponse is { } mock)
        {
            // Another provider's parameters stand beside a mock: they are not the simulator's.
            return MockResponse.Settings(MockOutcome.OfResponse(mock));
        }

        return new SimulatedSettings
        {
            TimeToFirstToken = TimeSpan.FromMilliseconds(reader.Number("ttft_ms", 0, 3_600_000) ?? 0),
            TokensPerSecond = reader.Number("tokens_per_second", 0, 1e6) ?? 0,
            Jitter = reader.Number("jitter", 0, 1) ?? 0,
            Errors = reader.Errors(),
            RateLimitRpm = reader.Whole("rate_limit_rpm", 0, int.MaxValue),
            Text = reader.Text("response_text") ?? DefaultText,
            ReasoningText = reader.Text("reasoning_text"),
            RequireSignature = reader.Flag("require_signature") ?? false,
            Format = reader.Format("wire_format"),
            OutputTokens = reader.Whole("output_tokens", 0, 1_000_000),
            ToolCalls = reader.ToolCalls("tool_calls"),
            Seed = (ulong?)reader.Whole("seed", 0, int.MaxValue),
            FailAfterTokens = reader.Whole("fail_after_tokens", 0, 1_000_000),
            EmbeddingDimensions = reader.Whole("embedding_dimensions", 1, 8192) ?? 256,
        };
    }
}

/// <summary>A scripted tool call.</summary>
/// <param name="Name">The function.</param>
/// <param name="Arguments">Its arguments, as JSON text.</param>
internal sealed record SimulatedToolCall(string Name, string Arguments);
