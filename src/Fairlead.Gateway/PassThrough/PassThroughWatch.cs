using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.CohereChat;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.OpenAIResponses;

namespace Fairlead.Gateway.PassThrough;

/// <summary>Watches an answer that is passed on: what was used, where its format is known, and how an error begins.</summary>
internal sealed class PassThroughWatch : IDisposable
{
    /// <summary>Kept of an error's body: more than any vendor's error has.</summary>
    private const int MaxError = 8 * 1024;

    private readonly StreamWatch? _stream;
    private readonly JsonUsageScanner? _plain;
    private readonly MemoryStream? _error;

    /// <summary>Chooses what to look for.</summary>
    /// <param name="vendor">Who answers.</param>
    /// <param name="path">What was called.</param>
    /// <param name="reply">The answer's head.</param>
    public PassThroughWatch(VendorProfile vendor, string path, UpstreamReply reply)
    {
        var type = reply.ContentHeaders?.ContentType?.MediaType ?? "";
        if (reply.Status >= 400)
        {
            _error = new MemoryStream();
        }
        else if (reply.ContentHeaders?.NonValidated.Contains("Content-Encoding") ?? false)
        {
            // Nobody asked for compression; what is compressed all the same is passed on unread.
        }
        else if (reply.IsEventStream)
        {
            _stream = OfEvents(vendor, path);
        }
        else if (type == "application/vnd.amazon.eventstream")
        {
            _stream = path.EndsWith("/converse-stream", StringComparison.Ordinal) ? ConverseDialect.Instance.NewWatch() : null;
        }
        else if (type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            _plain = new JsonUsageScanner();
        }
    }

    /// <summary>Tokens as the vendor counted them; zeros where it did not say.</summary>
    public TokenUsage Usage => _stream?.Usage ?? _plain?.Usage ?? default;

    /// <summary>The beginning of an error's body; empty for other answers.</summary>
    public ReadOnlySpan<byte> Error => _error is null ? default : _error.GetBuffer().AsSpan(0, (int)_error.Length);

    /// <summary>Looks at the next piece.</summary>
    public void Push(ReadOnlySpan<byte> bytes)
    {
        _stream?.Push(bytes);
        _plain?.Push(bytes);
        _error?.Write(bytes[..(int)Math.Min(bytes.Length, MaxError - _error.Length)]);
    }

    /// <summary>The answer is over.</summary>
    public void Complete() => _stream?.Complete();

    public void Dispose()
    {
        _stream?.Dispose();
        _plain?.Dispose();
        _error?.Dispose();
    }

    private static StreamWatch OfEvents(VendorProfile vendor, string path) =>
        path.Contains(":streamGenerateContent", StringComparison.Ordinal) ? GeminiDialect.Instance.NewWatch()
        : path.EndsWith("/messages", StringComparison.Ordinal) || path.EndsWith(":streamRawPredict", StringComparison.Ordinal) ? MessagesDialect.Instance.NewWatch()
        : path.EndsWith("/responses", StringComparison.Ordinal) ? ResponsesDialect.Instance.NewWatch()
        : path.EndsWith("/completions", StringComparison.Ordinal) ? new SseScanner()
        : vendor.Format == WireFormat.Cohere ? CohereDialect.Instance.NewWatch()
        : new TypedEventWatch();
}
