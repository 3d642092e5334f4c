using Fairlead.Attempts;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>Picks a member of one tier. Each instance belongs to one tier of one generation.</summary>
internal abstract class SelectionStrategy
{
    /// <summary>Its canonical name.</summary>
    public abstract string Name { get; }

    /// <summary>A member the request may use.</summary>
    /// <returns>Its index in the tier; -1 when there is none.</returns>
    public abstract int Pick(ref Candidates candidates);

    /// <summary>Members a person has taken out of service; null when none.</summary>
    public virtual bool[]? Drained => null;

    /// <summary>
    /// It goes by what answers teach: a deployment whose rest is over is then asked as soon as a request comes by, since by what is known of it
    /// from before the rest it might not be for long.
    /// </summary>
    public virtual bool GoesByAnswers => false;

    /// <summary>
    /// It weighs that a member has read a prompt's beginning before (<see cref="Candidates.Warm"/>) against all else: such ties are not followed then.
    /// </summary>
    public virtual bool WeighsPrefixes => false;

    /// <summary>It prices what of a prompt comes from a member's cache: it is told what is expected to, and what did.</summary>
    public virtual bool PricesCaches => false;

    /// <summary>Hears what an answer told of a member's cache.</summary>
    public virtual void ObserveCache(int member, in CacheReading reading, long now)
    {
    }

    /// <summary>Hears of an attempt on a member, after its state has learnt from it.</summary>
    public virtual void Observe(int member, in AttemptReport report, long now)
    {
    }

    /// <summary>It may hear of answers some at a time, where they come thick.</summary>
    public virtual bool LearnsInBatches => true;

    /// <summary>Hears of answers of a member put down for it, after its state has learnt from them.</summary>
    public virtual void Observe(int member, ReadOnlySpan<Answer> answers, long now)
    {
    }

    /// <summary>Streams are counted while they wait for their first content.</summary>
    public virtual bool WatchesContent => false;

    /// <summary>Hears that the first content of a stream has come, after the member's state has learnt its time.</summary>
    public virtual void ObserveContent(int member, double seconds, long now)
    {
    }

    /// <summary>A member's score for this request; less is better. Null where the strategy has none.</summary>
    public virtual double? Score(int member, in RouteRequest request) => null;

    /// <summary>The same, by all that is known of the request.</summary>
    public virtual double? Score(int member, ref Candidates candidates) => Score(member, candidates.Request);

    /// <summary>Each member's chance of being picked now. Members not allowed get zero.</summary>
    public abstract void Shares(ref Candidates candidates, Span<double> shares);
}
