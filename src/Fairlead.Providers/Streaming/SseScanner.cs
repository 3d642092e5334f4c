namespace Fairlead.Providers.Streaming;

/// <summary>Watches a stream of OpenAI's chat or completions format go by. Changes nothing and, once warm, allocates nothing.</summary>
internal sealed class SseScanner : SseWatch
{
    /// <summary><c>[DONE]</c> has come. Some servers send a reason to finish and not this.</summary>
    public bool DoneSeen { get; private set; }

    public override bool IsWhole => DoneSeen || FinishSeen;

    public override void Reset()
    {
        base.Reset();
        DoneSeen = false;
    }

    protected override void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Events++;
        Inspect(data, name.SequenceEqual("error"u8));
    }

    private void Inspect(ReadOnlySpan<byte> data, bool isError)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            DoneSeen = true;
            return;
        }

        ReadUsage(data);
        if (isError)
        {
            OnError(data);
            return;
        }

        // A walk over the whole chunk is for the first ones only, and for what may hold an error; after that two searches do. Half the word
        // is looked for, because a search keys on its first and last byte, and quotes are everywhere (19 ns against 37 for 390 bytes).
        if (!ContentSeen || data.IndexOf("rror\""u8) >= 0)
        {
            var traits = ChunkInspector.Inspect(data);
            if ((traits & ChunkTraits.Error) != 0)
            {
                OnError(data);
                return;
            }

            IsFiltered |= !ContentSeen && (traits & (ChunkTraits.Content | ChunkTraits.Filter)) == ChunkTraits.Filter;

            // A stop with nothing before it may be the end of an empty answer: more may be tried until that is certain.
            FinishSeen |= (traits & ChunkTraits.Finish) != 0;
            ContentSeen |= (traits & ChunkTraits.Content) != 0 || (traits & (ChunkTraits.Finish | ChunkTraits.Stop)) == ChunkTraits.Finish;
        }
        else if (!FinishSeen)
        {
            FinishSeen = ChunkInspector.HasFinishReason(data);
        }
    }

    private void ReadUsage(ReadOnlySpan<byte> data)
    {
        // Groq has one more within x_groq: the last one that can be read counts.
        for (var at = JsonKey.ValueOf(data, "\"usage\""u8, 0); at >= 0; at = JsonKey.ValueOf(data, "\"usage\""u8, at))
        {
            if (data[at] == (byte)'{' && UsageJson.TryRead(data[at..], out var usage))
            {
                Usage = usage;
                UsageSeen = true;
            }
        }
    }
}
