using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Affinity;

/// <content>What of a prompt read before comes from the reader's cache, for strategies that price it.</content>
internal sealed partial class AffinityRules
{
    /// <summary>Weight of one answer in what is known of a conversation: four turns are remembered, of which there may be no more.</summary>
    private const float Step = 0.25f;

    private readonly long _fresh;
    private readonly long _hour;

    /// <summary>Share of a prompt that will come from its reader's cache.</summary>
    /// <param name="tie">Who read its beginning, and how much.</param>
    /// <param name="share">How much of the prompt that beginning is, as far as its hashes tell.</param>
    /// <param name="tokens">Tokens of the prompt; 0 when unknown.</param>
    /// <param name="now">The time.</param>
    private double CachedShare(AffinityStore.Tie tie, double share, int tokens, long now)
    {
        var age = Age(tie, now);
        var hit = age == CacheAge.Fresh && !float.IsNaN(tie.Hit) ? tie.Hit : tie.Owner.Caches.Hit(age);
        return hit * ReadShare(tie, share, tokens);
    }

    /// <summary>Takes what an answer told of its reader's cache down for the conversation, and says what it teaches of the reader.</summary>
    public CacheReading Read(PromptPrefix prefix, ModelGroup group, Tier tier, DeploymentState owner, int tokens, in AttemptReport report, long now)
    {
        var reading = new CacheReading { Input = report.InputTokens, Cached = report.CachedInputTokens, Written = report.CacheWriteTokens, Age = CacheAge.Unread };
        tokens = tokens > 0 ? tokens : report.InputTokens;
        var hit = float.NaN;
        var share = 1.0;
        var isFirst = true;
        for (var i = prefix.Hashes.Length - 1; i >= 0; i--, share /= 2)
        {
            if (Store.Look(AffinityKey.OfPrefix(group, prefix.Hashes[i]), now) is not { } tie || tie.Owner.PlaceIn(tier.States) < 0)
            {
                continue;
            }

            if (isFirst)
            {
                reading = reading with { Continues = share >= 0.5 };
                isFirst = false;
            }

            if (ReferenceEquals(tie.Owner, owner))
            {
                reading = reading with { ReadBefore = ReadShare(tie, share, tokens), Age = Age(tie, now) };
                if (reading.Age == CacheAge.Fresh)
                {
                    tie.Hit = float.IsNaN(tie.Hit) ? (float)reading.Hit : tie.Hit + (((float)reading.Hit - tie.Hit) * Step);
                }

                hit = tie.Hit;
                break;
            }
        }

        foreach (var hash in prefix.Hashes)
        {
            Store.Set(AffinityKey.OfPrefix(group, hash), owner, now + _lasts, tokens, hit);
        }

        return reading;
    }

    /// <summary>Share of a prompt that was read before: as much as it has in common with what was read, and not more than was read.</summary>
    private static double ReadShare(AffinityStore.Tie tie, double share, int tokens) =>
        tie.Tokens > 0 && tokens > 0 ? Math.Min(share, (double)tie.Tokens / tokens) : share;

    private CacheAge Age(AffinityStore.Tie tie, long now)
    {
        var since = now + _lasts - Volatile.Read(ref tie.Until);
        return since <= _fresh ? CacheAge.Fresh : since <= _hour ? CacheAge.Hour : CacheAge.Old;
    }
}
