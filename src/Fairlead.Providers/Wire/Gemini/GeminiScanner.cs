using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>
/// Watches a stream of Google's that is relayed. Until content has come its events are walked through, after that a few searches do. Changes nothing and, once warm, allocates nothing.
/// </summary>
internal sealed class GeminiScanner : StreamWatch
{
    private readonly SseSplitter _events = new();
    private readonly Handler _handler;
    private byte[] _error = [];
    private bool _endsLong;

    public GeminiScanner() => _handler = new Handler(this);

    // There is no end mark; an event too long to be looked into may have held the reason to finish.
    public override bool IsWhole => FinishSeen || _endsLong;

    public override void Push(ReadOnlySpan<byte> chunk) => _events.Push(chunk, _handler);

    public override void Complete() => _events.Complete(_handler);

    public override UpstreamFailure ErrorOf(in ReasonContext context) => FailureClassifier.ClassifyFrame(_error, context);

    public override void Reset()
    {
        base.Reset();
        _events.Reset();
        _error = [];
        _endsLong = false;
    }

    public override void Dispose()
    {
        Reset();
        _events.Dispose();
    }

    private void Inspect(ReadOnlySpan<byte> data)
    {
        Events++;
        _endsLong = false;
        // What calls hold may be named like anything. Names are looked for without their first quote: a search keys on its first and last byte, and quotes are everywhere.
        if (!ContentSeen || data.IndexOf("rror\""u8) >= 0 || data.IndexOf("functionCall"u8) >= 0 || data.IndexOf("candidates\""u8) < 0)
        {
            Walk(data);
            return;
        }

        FinishSeen = FinishSeen || GeminiEvent.HasFinishReason(data);
        ReadUsage(data);
    }

    private void Walk(ReadOnlySpan<byte> data)
    {
        var item = GeminiEvent.Read(data);
        if (item.IsError)
        {
            if (!ErrorSeen)
            {
                ErrorSeen = true;
                ErrorBeforeContent = !ContentSeen;
                _error = data.ToArray();
            }

            return;
        }

        ContentSeen |= item.HasContent;
        if (item.Finishes)
        {
            FinishSeen = true;
            IsFiltered |= !ContentSeen && item.IsFiltered;
            // A stop with nothing before it may be the end of an empty answer: more may be tried until that is certain.
            ContentSeen |= item.IsTelling;
        }

        ReadUsage(data[item.Usage]);
    }

    private void ReadUsage(ReadOnlySpan<byte> data)
    {
        if (new GeminiCounts(data) is { IsPresent: true } counts)
        {
            Usage = counts.ToTokens();
            UsageSeen = true;
        }
    }

    private sealed class Handler(GeminiScanner scanner) : FrameHandler
    {
        public override void OnFrame(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => scanner.Inspect(data);

        public override void OnLongFrame()
        {
            // Nothing so long is anything but content: a picture.
            scanner.Events++;
            scanner.ContentSeen = true;
            scanner._endsLong = true;
        }
    }
}
