using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Translation;

/// <summary>Reads the frames of one stream and tells their events. Not thread-safe.</summary>
internal abstract class AnswerStreamReader(AnswerSink sink) : FrameHandler
{
    private byte[] _scratch = [];

    /// <summary>Twice what is read of requests: some upstreams tell the request back within the answer.</summary>
    internal static JsonReaderOptions Options { get; } = new() { MaxDepth = 2 * JsonBody.MaxDepth };

    /// <summary>The stream came to its end as its format has it.</summary>
    public bool IsWhole { get; protected set; }

    /// <summary>An error ended it; whatever follows is passed over.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Gets the events.</summary>
    protected AnswerSink Sink { get; } = sink;

    public sealed override void OnFrame(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (HasFailed || IsEndMark(data))
        {
            return;
        }

        try
        {
            if (TryRead(name, data))
            {
                return;
            }

            var reader = new Utf8JsonReader(data, Options);
            using var document = JsonDocument.ParseValue(ref reader);
            Read(name, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or WireException or InvalidOperationException or FormatException or OverflowException)
        {
            // Boundary: one frame that is not what its format says. What came before it is the client's already.
            Fail(new AnswerError(FailureKind.MalformedResponse, 502, "The model's server sent an event that cannot be read.", "malformed_response"));
        }
    }

    public sealed override void OnLongFrame() =>
        Fail(new AnswerError(FailureKind.MalformedResponse, 502, "The model's server sent an event that is too long to be translated.", "malformed_response"));

    public sealed override void OnBrokenFrame() =>
        Fail(new AnswerError(FailureKind.MalformedResponse, 502, "The model's server sent what is no event.", "malformed_response"));

    /// <summary>The bytes are at their end: tells what is left, and the end.</summary>
    /// <returns>Whether the stream was whole.</returns>
    public bool Complete()
    {
        if (HasFailed)
        {
            return false;
        }

        OnEnd();
        if (IsWhole)
        {
            Sink.On(new StreamEvent(StreamEventKind.End));
        }

        return IsWhole;
    }

    /// <summary>Reads one frame.</summary>
    /// <exception cref="WireException">It is not what the format says.</exception>
    protected abstract void Read(ReadOnlySpan<byte> name, JsonElement root);

    /// <summary>Reads a frame of the plain kind that nearly all are of, without a document of it. Tells nothing where it is of another.</summary>
    /// <returns>False where it is of another kind.</returns>
    protected virtual bool TryRead(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => false;

    /// <summary>Tells what is left at the end.</summary>
    protected virtual void OnEnd()
    {
    }

    /// <summary>Whether a frame only says that the stream is over; notes it.</summary>
    protected virtual bool IsEndMark(ReadOnlySpan<byte> data) => false;

    /// <summary>A string's text, until the next call.</summary>
    protected ReadOnlySpan<byte> Utf8(JsonElement element) => JsonStrings.Utf8(element, ref _scratch);

    /// <summary>The text of a string with its quotes, until the next call.</summary>
    protected ReadOnlySpan<byte> Utf8(ReadOnlySpan<byte> quoted) => JsonStrings.Utf8(quoted, ref _scratch);

    /// <summary>Tells that the stream failed, as an error document within it says.</summary>
    /// <param name="document">The document.</param>
    /// <param name="unknown">What a code means that nobody knows.</param>
    protected void Fail(ReadOnlySpan<byte> document, FailureKind unknown = FailureKind.MalformedResponse)
    {
        var error = ErrorDocument.Read(document);
        var kind = FailureClassifier.KindOfFrame(error) is var known && known == FailureKind.MalformedResponse ? unknown : known;
        // The provider's own text may quote the prompt: code and type are enough.
        var what = error.Code.Length > 0 ? error.Code : error.Type;
        Fail(new AnswerError(kind, FailureRules.Of(kind).Status, what.Length == 0 ? "The model's server failed." : $"The model's server failed: {what}.", what.Length == 0 ? null : what));
    }

    /// <summary>Tells that the stream failed.</summary>
    protected void Fail(AnswerError error)
    {
        if (HasFailed)
        {
            return;
        }

        HasFailed = true;
        Sink.On(new StreamEvent(StreamEventKind.Error) { Error = error });
    }
}
