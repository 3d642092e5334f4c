using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>Which member thought slow is to be asked whether it still is, and for how long.</summary>
/// <remarks>
/// <para>A member that gets no requests tells nothing: without trials one that recovered would stay exiled. But whoever waits for a slow answer pays for the
/// knowledge. So only a member is asked of whom little is known, at most once in one and a half half-lives of the averages or 4,096 answers, with at most one request in 32; and a stream
/// is given up, and another member asked, when no content has come within a third more than the best would take. What a trial costs is then that wait.</para>
/// <para>Where it is weighed who has read a prompt's beginning, trials are made with prompts that nobody has read: others would have to be read anew, which looks
/// like slowness, and costs.</para>
/// <para>Whoever is near the best needs no trial: it is picked anyway.</para>
/// </remarks>
internal sealed class Trials(DeploymentState[] states, double halfLife, double thoughtSlow)
{
    /// <summary>One pick in 32 while somebody is due: trials stay rare where requests are. Where they are not, the pause between two trials makes them rare.</summary>
    private const ulong Mask = 31;

    /// <summary>Where beginnings of prompts are weighed: one in four of those that nobody has read, of which there are few.</summary>
    private const ulong ColdMask = 3;

    /// <summary>Samples below which little is known: half a minute after many answers, and until the third after none.</summary>
    public const double LittleEvidence = 3;

    /// <summary>
    /// Times the best's expected time to the first token: four in five answers of the best begin within it (log-normal times, spread 0.3). At 1.5 nine in ten would, and
    /// each trial of one still slow cost its reader more: p99 1.15 s against 1.12 s where one of five is ten times slower (docs/decisions/selection.md).
    /// </summary>
    private const double Patience = 1.3;

    /// <summary>Half-lives between two trials of a member: fifteen seconds, so that half of the thirty in which a recovery is to be seen are left to act on it.</summary>
    private const double Pause = 1.5;

    /// <summary>Answers of the tier after which a member may be tried again before its pause is over: where thousands come in a second, one in so many is no cost, and fifteen seconds are long.</summary>
    private const int Answers = 4096;

    private const int Nobody = -1;

    /// <summary>For <see cref="Candidates.Trial"/>.</summary>
    private const double Untimed = -1;

    private readonly long[] _notBefore = new long[states.Length];
    private readonly long[] _orAfter = new long[states.Length];
    private long _answers;
    private int _due = Nobody;
    private int _asked = Nobody;
    private double _patience;

    /// <summary>The member due; -1 when none.</summary>
    public int Due => Volatile.Read(ref _due);

    /// <summary>Counts answers of the tier. Two threads at once may count as one: nothing hangs on it.</summary>
    public void Count(int answers) => _answers += answers;

    /// <summary>Chooses who is due. One thread at a time.</summary>
    public void Choose(Estimates estimates, LatencyView[] views, double output, long now)
    {
        if (Interlocked.Exchange(ref _asked, Nobody) is >= 0 and var asked)
        {
            _notBefore[asked] = now + (long)(Pause * halfLife);
            _orAfter[asked] = Volatile.Read(ref _answers) + Answers;
        }

        var (lowest, first) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var i = 0; i < states.Length; i++)
        {
            var whole = estimates.Fixed[i] + (output * estimates.PerToken[i]);
            (lowest, first) = whole < lowest ? (whole, estimates.Fixed[i]) : (lowest, first);
        }

        var due = Nobody;
        for (var i = 0; i < states.Length; i++)
        {
            // One that waits for content will tell by itself.
            var whole = estimates.Fixed[i] + (output * estimates.PerToken[i]);
            if (whole > lowest * thoughtSlow && views[i].Evidence < LittleEvidence && states[i].Waiters.Count == 0
                && (now >= _notBefore[i] || Volatile.Read(ref _answers) >= _orAfter[i])
                && (due == Nobody || views[i].Evidence < views[due].Evidence))
            {
                due = i;
            }
        }

        Volatile.Write(ref _patience, Patience * first);
        Volatile.Write(ref _due, due);
    }

    /// <summary>The member to ask in place of the one picked: mostly that one.</summary>
    public int Instead(int picked, ref Candidates candidates)
    {
        var due = Volatile.Read(ref _due);
        if (due < 0 || picked < 0 || due == picked || candidates.Warm is not null
            || (candidates.Random.NextBits() & MaskFor(ref candidates)) != 0 || !candidates.Allows(due)
            || (!candidates.IsPeek && Interlocked.CompareExchange(ref _due, Nobody, due) != due))
        {
            return picked;
        }

        if (!candidates.IsPeek)
        {
            Volatile.Write(ref _asked, due);
        }

        // A plain answer's first content is its last: nobody can tell by then whether it is late or long.
        candidates.Trial = candidates.Request.Stream ? Volatile.Read(ref _patience) : Untimed;
        candidates.TrialChance = Chance(ref candidates);
        return due;
    }

    /// <summary>Adds trials to the shares of the picks.</summary>
    public void AddTo(ref Candidates candidates, Span<double> shares)
    {
        var due = Due;
        if (due < 0 || candidates.Warm is not null || shares[due] >= 1 || !candidates.Allows(due))
        {
            return;
        }

        var share = Chance(ref candidates);
        for (var i = 0; i < candidates.Count; i++)
        {
            shares[i] *= 1 - share;
        }

        shares[due] += share;
    }

    private static double Chance(ref Candidates candidates) => 1.0 / (MaskFor(ref candidates) + 1);

    private static ulong MaskFor(ref Candidates candidates) => candidates.IsCold ? ColdMask : Mask;
}
