using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Costs;
using Fairlead.Selection;

namespace Fairlead.State;

/// <content>Answers, learnt from one by one; where they come thick, in batches.</content>
/// <remarks>
/// <para>What an answer teaches lies on a dozen cache lines, of the state and of its strategy. Two threads that answer for the same deployments take them from each other with every answer,
/// and wait for them longer than for all the rest. Where a deployment has answered a thousand times a second for a while, its answers are put down beside each other, and every eighth
/// learns from all: what a strategy knows is then at most eight answers, and as good as ever eight milliseconds, old.</para>
/// <para>Calls under way, failures, rests and limits never wait; and whoever reads the state, or changes it in any other way, first learns from what was put down.</para>
/// </remarks>
internal sealed partial class DeploymentState
{
    /// <summary>Answers learnt from at once.</summary>
    private const int Batch = 8;

    /// <summary>Quick answers in a row that make a deployment's answers thick: by then all averages are full of them.</summary>
    private const int ThickAfter = 64;

    private Answer[]? _kept;
    private SelectionStrategy? _keptFor;
    private int _keptMember;
    private LearningRate _keptRate;

    /// <summary>How many of those kept were learnt from, because somebody asked. Under the gate.</summary>
    private int _keptLearnt;

    /// <summary>Puts an answer down to be counted and learnt from with others, the strategy's part included, where answers come thick.</summary>
    /// <param name="report">How it ended.</param>
    /// <param name="price">What its tokens cost.</param>
    /// <param name="now">The time.</param>
    /// <param name="rate">How fast to forget.</param>
    /// <param name="beginning">What is known of how it began.</param>
    /// <param name="strategy">Who goes by it.</param>
    /// <param name="member">The deployment's place in that strategy's tier.</param>
    /// <returns>False when it is to be counted at once (<see cref="CountSuccess"/>), as nearly always: nothing is left lying then.</returns>
    public bool TryKeep(in AttemptReport report, TokenPrice price, long now, LearningRate rate, Beginning beginning, SelectionStrategy strategy, int member)
    {
        if (IsThick(now, rate.Thick) && strategy.LearnsInBatches && Keep(new Answer(report, price, now, beginning), rate, strategy, member, out var isFull))
        {
            if (isFull)
            {
                LearnKept(now);
            }

            return true;
        }

        if (Volatile.Read(ref _hot.Kept) != 0)
        {
            LearnKept(now);
        }

        return false;
    }

    /// <summary>Whether answers come thick. Of two threads at once one may go uncounted: it only takes an answer longer then.</summary>
    private bool IsThick(long now, long most)
    {
        // No time at all between two answers is a clock that stands still, not a deployment that is quick.
        var gap = now - _hot.Answered;
        _hot.Answered = now;
        if (gap == 0 || gap > most)
        {
            _hot.Quick = 0;
            return false;
        }

        if (_hot.Quick >= ThickAfter)
        {
            return true;
        }

        _hot.Quick++;
        return false;
    }

    /// <summary>Puts an answer down; false when there is no room for it beside what lies there.</summary>
    private bool Keep(in Answer answer, LearningRate rate, SelectionStrategy strategy, int member, out bool isFull)
    {
        isFull = false;
        EnterKept();
        var count = _hot.Kept;
        if (count == 0)
        {
            _kept ??= new Answer[Batch];
            (_keptFor, _keptMember, _keptRate) = (strategy, member, rate);
        }
        else if (count == Batch || !ReferenceEquals(_keptFor, strategy) || _keptMember != member || _keptRate != rate)
        {
            LeaveKept();
            return false;
        }

        _kept![count] = answer;
        isFull = count + 1 == Batch;
        Volatile.Write(ref _hot.Kept, count + 1);
        LeaveKept();
        return true;
    }

    /// <summary>Learns from what was put down, and tells the strategy it was put down for.</summary>
    private void LearnKept(long now)
    {
        Span<Answer> answers = stackalloc Answer[Batch];
        SelectionStrategy? strategy;
        int member;
        int count;
        lock (_gate)
        {
            EnterKept();
            count = _hot.Kept;
            _kept.AsSpan(0, count).CopyTo(answers);
            var rate = _keptRate;
            (strategy, member) = (_keptFor, _keptMember);
            _keptFor = null;
            Volatile.Write(ref _hot.Kept, 0);
            LeaveKept();
            Learn(answers[_keptLearnt..count], rate);
            _keptLearnt = 0;
        }

        if (count > 0)
        {
            strategy!.Observe(member, answers[..count], now);
        }
    }

    /// <summary>Learns from what was put down and leaves it there for the strategy. Under the gate, before anything else is read or changed there.</summary>
    private void CatchUp()
    {
        var count = Volatile.Read(ref _hot.Kept);
        if (count != _keptLearnt)
        {
            // What lies there is taken away under the gate only: nobody changes it now.
            Learn(_kept.AsSpan(_keptLearnt, count - _keptLearnt), _keptRate);
            _keptLearnt = count;
        }
    }

    /// <summary>Counts answers and learns their times. Several are no more than milliseconds apart: they fade as one.</summary>
    private void Learn(ReadOnlySpan<Answer> answers, LearningRate rate)
    {
        if (answers.IsEmpty)
        {
            return;
        }

        Fade(answers[^1].At, rate.HalfLife);
        foreach (ref readonly var answer in answers)
        {
            _window.Count(success: true, answer.At, rate.Window);
            _failing.Add(0);
            _totals.Count(answer);
            _cache.Add(answer.InputTokens, answer.CachedTokens, answer.WrittenTokens);

            // One that began before tells of how things were before the deployment was found well.
            if (answer.Began == 0 || answer.Began >= _rampFrom)
            {
                LearnTimes(answer);
                if (answer.Load > 0)
                {
                    _load.Add(answer.Load);
                }
            }
        }
    }

    /// <summary>For the few instructions of putting an answer down. On the line that giving the lease back has fetched: a lock of its own would be one line more.</summary>
    private void EnterKept()
    {
        if (Interlocked.CompareExchange(ref _hot.KeptGate, 1, 0) != 0)
        {
            WaitForKept();
        }
    }

    private void LeaveKept() => Volatile.Write(ref _hot.KeptGate, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForKept()
    {
        var wait = default(SpinWait);
        do
        {
            wait.SpinOnce();
        }
        while (Interlocked.CompareExchange(ref _hot.KeptGate, 1, 0) != 0);
    }
}
