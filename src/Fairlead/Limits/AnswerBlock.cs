namespace Fairlead.Limits;

/// <summary>Answers that are judged together.</summary>
internal sealed class AnswerBlock
{
    /// <summary>
    /// So many times as long as an answer takes is waited for more. Of the calls that began within a time the quick answer first: whoever judged by the first few would think
    /// everybody quick. Among those that began within four such times, the slow that are still to come are one in four, and what is known of the others a twentieth too low.
    /// </summary>
    private const int Patience = 4;

    private readonly double[] _logs = new double[(int)TimeKind.Count];
    private readonly int[] _counts = new int[(int)TimeKind.Count];
    private long _from;
    private long _waits;
    private long _loads;
    private int _count;

    /// <summary>One of them began with the last call there was room for.</summary>
    public bool WasFull { get; private set; }

    /// <summary>Calls that were under way with them, on average.</summary>
    public double Load => (double)_loads / _count;

    /// <summary>Adds one.</summary>
    /// <param name="kind">The kind of its time.</param>
    /// <param name="log">The logarithm of its time.</param>
    /// <param name="load">Calls under way with it.</param>
    /// <param name="began">When it began.</param>
    /// <param name="now">The time.</param>
    /// <param name="isFull">There was room for no other.</param>
    public void Add(TimeKind kind, double log, int load, long began, long now, bool isFull)
    {
        _from = _count == 0 ? began : _from;
        _logs[(int)kind] += log;
        _counts[(int)kind]++;
        _count++;
        _waits += now - began;
        _loads += load;
        WasFull |= isFull;
    }

    /// <summary>Whether there are enough to judge by.</summary>
    public bool IsDone(long now, int least) => _count >= least && now - _from >= Patience * (_waits / _count);

    /// <summary>
    /// Whether they took so much longer already that no more need be waited for: the slow are still to come. Not where there is too little to compare with.
    /// </summary>
    public bool IsFarOver(CalmTimes calm, int least, double far)
    {
        if (_count < least)
        {
            return false;
        }

        var over = 0.0;
        for (var kind = (TimeKind)0; kind < TimeKind.Count; kind++)
        {
            if (_counts[(int)kind] is > 0 and var count)
            {
                if (!calm.Knows(kind))
                {
                    return false;
                }

                over += _logs[(int)kind] - (count * calm.Of(kind));
            }
        }

        return over > _count * Math.Log(far);
    }

    /// <summary>How many times longer than in calm they took. A kind of which too little is known for that is known by these.</summary>
    public double Over(CalmTimes calm)
    {
        var over = 0.0;
        for (var kind = (TimeKind)0; kind < TimeKind.Count; kind++)
        {
            if (_counts[(int)kind] is > 0 and var count)
            {
                over += _logs[(int)kind] - (count * calm.Found(kind, _logs[(int)kind] / count));
            }
        }

        return Math.Exp(over / _count);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Array.Clear(_logs);
        Array.Clear(_counts);
        (_from, _waits, _loads, _count, WasFull) = (0, 0, 0, 0, false);
    }
}
