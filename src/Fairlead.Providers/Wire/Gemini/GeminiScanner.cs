using Fairlead.Providers.Streaming;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>
/// Watches a stream of Google's that is relayed. Until content has come its events are walked through, after that a few searches do. Changes nothing and, once warm, allocates nothing.
/// </summary>
internal sealed class GeminiScanner : SseWatch
{
    private bool _endsLong;

    // There is no end mark; an event too long to be looked into may have held the reason to finish.
    public override bool IsWhole => FinishSeen || _endsLong;

    public override void Reset()
    {
        base.Reset();
        _endsLong = false;
    }

    protected override void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
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

    protected override void OnLongEvent(ReadOnlySpan<byte> name)
    {
        base.OnLongEvent(name);
        _endsLong = true;
    }

    private void Walk(ReadOnlySpan<byte> data)
    {
        var item = GeminiEvent.Read(data);
        if (item.IsError)
        {
            OnError(data);
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
}
