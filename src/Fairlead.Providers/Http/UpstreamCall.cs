using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Providers.Http.Forms;

namespace Fairlead.Providers.Http;

/// <summary>One call to a deployment in its own format.</summary>
public readonly record struct UpstreamCall
{
    /// <summary>The deployment.</summary>
    public required Deployment Deployment { get; init; }

    /// <summary>The endpoint.</summary>
    public required Surface Surface { get; init; }

    /// <summary>The model name to send.</summary>
    public required string UpstreamModel { get; init; }

    /// <summary>The body as the client sent it; must stay unchanged until the call has ended.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// Where the value of <c>model</c> stands in the body, quotes included. An empty range means that the body names no model:
    /// the name is then put in as the first member.
    /// </summary>
    public Range ModelSpan { get; init; }

    /// <summary>The body was written for this deployment and names its model: it is sent as it is.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The body says <c>max_tokens</c>, which some models refuse under this name.</summary>
    public bool HasMaxTokens { get; init; }

    /// <summary>Parameters the vendor refuses are left out (<c>drop_params</c>).</summary>
    public bool DropParams { get; init; }

    /// <summary>Whether the answer is streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>Time for the first byte of the answer's head; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public required TimeSpan FirstByteTimeout { get; init; }

    /// <summary>Longest silence between two reads of the answer's body; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>The form it came as, whose text fields <see cref="Body"/> holds; null for a JSON body.</summary>
    internal FormBody? Form { get; init; }

    /// <summary>How the call is to end without being made; null to make it.</summary>
    public MockOutcome? Mock { get; init; }

    /// <summary>Headers of the client's that go on to a deployment which speaks its format (<c>anthropic-beta</c>); null for none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? ForwardedHeaders { get; init; }

    /// <summary>Request id to send upstream as <c>x-request-id</c>; null sends none.</summary>
    public string? RequestId { get; init; }
}
