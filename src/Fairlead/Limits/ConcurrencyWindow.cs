using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>How many calls at once a deployment is taken to carry, learnt from its times and its refusals. Lives as long as its state. Thread-safe.</summary>
/// <remarks>
/// <para>Congestion control as TCP does it, for calls instead of packets: Vegas's idea (Brakmo and Peterson 1995) that a time which grows with the calls under way tells of a queue, in
/// the form of Netflix's <c>Gradient2Limit</c> (github.com/Netflix/concurrency-limits): the window shrinks in proportion to how much longer answers take than they should, and grows
/// by a little while it is in use; a refusal for overload shrinks it by a share (Chiu and Jain 1989). What differs:</para>
/// <para>A provider that refuses more calls than it likes is another matter than one whose quota is used up: a second refusal counts only after an answer, and near the number that was
/// refused the window grows a tenth as fast, so that one call in a hundred and not one in twenty is spent on finding it again (CUBIC's plateau).</para>
/// <para>Answers of a model take times that differ by half for no reason, so that single ones decide nothing: samples are judged in blocks (<see cref="AnswerBlock"/>), by the mean of their logarithms.</para>
/// <para>Netflix compares with the long average of all times, which an overload of minutes drags along. Here it is compared with calls that began while no more than
/// <see cref="CalmShare"/> of the window was in use. At <see cref="Tolerance"/> that finds, of a server whose times grow in proportion to its calls (T = 1 + N/c), N = c, where throughput
/// over time is highest (Kleinrock's power, 1979); and of one that is quick up to a knee, the knee and a quarter more. Who is full all the time is given a calm moment now and then
/// (<c>ProbeRTT</c> of BBR, Cardwell and others 2016): soon, until what calm is has been found not to change, and then every <see cref="ProbeAfter"/>.</para>
/// </remarks>
internal sealed class ConcurrencyWindow(Clock clock)
{
    /// <summary>Where it starts without any knowledge: the initial limit of <c>Gradient2Limit</c>.</summary>
    public const int Initial = 20;

    /// <summary>The least: somebody must be asked for anything to be learnt. A model on one graphics card may well serve one at a time.</summary>
    public const int Least = 1;

    /// <summary>The most that is learnt; beyond it connections and not the model are what is short.</summary>
    public const int Most = 10_000;

    /// <summary>What a provider's headers may make of the start: limits told are not always those of a minute.</summary>
    public const int MostSeeded = 200;

    /// <summary>So many times longer than in calm answers may take. See the remarks.</summary>
    public const double Tolerance = 1.25;

    /// <summary>Up to this share of the largest window of late a call's time counts as that of a calm deployment.</summary>
    public const double CalmShare = 0.6;

    /// <summary>The most that one block takes away: that of <c>Gradient2Limit</c>.</summary>
    public const double MostCut = 0.5;

    /// <summary>So many times longer in the first few answers is enough to know: the block that shows it takes all that one may.</summary>
    public const double FarOver = 2;

    /// <summary>What a refusal for overload leaves: CUBIC's share (RFC 9438).</summary>
    public const double RefusedShare = 0.7;

    /// <summary>Growth while nothing has shown a limit yet, and back to where calm ends.</summary>
    public const double Rise = 1.5;

    /// <summary>Without a calm call for so long, a few are made calm: it costs a window that is full all the time about a hundredth of its answers.</summary>
    public static readonly TimeSpan ProbeAfter = TimeSpan.FromMinutes(3);

    /// <summary>The same while it is not known well what calm is; doubled each time that it was as it was thought to be.</summary>
    public static readonly TimeSpan FirstProbe = TimeSpan.FromSeconds(15);

    /// <summary>A block has as many samples as the window is wide, within these: fewer say nothing, more would be slow.</summary>
    private const int LeastBlock = 8;
    private const int MostBlock = 64;

    /// <summary>Growth at the number of calls that was refused last, in calls a block.</summary>
    private const double Creep = 0.125;

    /// <summary>How the largest window of late is forgotten, block by block: half of it in fourteen.</summary>
    private const double Forget = 0.95;

    /// <summary>How much of what calm is thought to be is replaced by what a calm moment shows.</summary>
    private const double ProbeWeight = 2 / 3.0;

    /// <summary>What was thought calm was not, when calm calls take no more than this share of the time.</summary>
    private const double Quicker = 0.9;

    private readonly Lock _gate = new();
    private readonly CalmTimes _calm = new();
    private readonly AnswerBlock _block = new();
    private double _window = Initial;
    private double _reach = Initial;
    private double _wall = double.PositiveInfinity;
    private bool _hasLimit;
    private bool _answered = true;
    private long _changedAt;
    private long _calmAt = clock.Now;
    private long _probeAfter = clock.Ticks(FirstProbe);
    private bool _isProbing;

    /// <summary>The window.</summary>
    public int Width
    {
        get
        {
            lock (_gate)
            {
                return Whole;
            }
        }
    }

    /// <summary>Up to so many calls it counts as calm.</summary>
    private double CalmUpTo => Math.Max(Least, CalmShare * _reach);

    private int Whole => Math.Max(Least, (int)(_isProbing ? Math.Min(_window, CalmUpTo) : _window));

    /// <summary>Learns from an answer's time.</summary>
    /// <param name="kind">What kind of time it is: each is compared with its like.</param>
    /// <param name="seconds">The time.</param>
    /// <param name="load">Calls under way when it began, itself included.</param>
    /// <param name="began">When that was.</param>
    /// <param name="ceiling">The most a person allows.</param>
    /// <param name="now">The time.</param>
    /// <returns>The window.</returns>
    public int Learn(TimeKind kind, double seconds, int load, long began, int ceiling, long now)
    {
        if (!(seconds > 0))
        {
            return Width;
        }

        var log = Math.Log(seconds);
        lock (_gate)
        {
            var isCalm = load <= CalmUpTo;
            if (isCalm)
            {
                LearnCalm(kind, log, now);
            }

            // Calls that began before the window changed tell of the one before.
            if (began >= _changedAt)
            {
                _answered = true;
                _wall = load >= _wall ? double.PositiveInfinity : _wall;
                if (isCalm || !_isProbing)
                {
                    _block.Add(kind, _calm.Bounded(kind, log), load, began, now, isFull: load >= Math.Min(Whole, ceiling));
                }

                if (_block.IsDone(now, _isProbing ? LeastBlock : Math.Clamp(Whole, LeastBlock, MostBlock))
                    || (!_isProbing && _block.IsFarOver(_calm, LeastBlock, FarOver) && _block.Load > CalmUpTo))
                {
                    Judge(ceiling, now);
                    _block.Clear();
                }
            }

            return Whole;
        }
    }

    /// <summary>Learns from a refusal for overload, or a time that ran out.</summary>
    /// <param name="load">Calls under way when it began, itself included.</param>
    /// <param name="began">When that was.</param>
    /// <param name="now">The time.</param>
    /// <returns>The window.</returns>
    public int LearnRefusal(int load, long began, long now)
    {
        lock (_gate)
        {
            if (began >= _changedAt && _answered)
            {
                // What was refused is the number under way, which may be far below the window.
                (_answered, _hasLimit, _wall) = (false, true, load);
                _reach = Math.Min(_reach, Math.Max(Least, load));
                Turn(Math.Min(_window, load) * RefusedShare, now);
            }

            return Whole;
        }
    }

    /// <summary>Starts from what a provider says it allows in a minute, once, while nothing has been learnt.</summary>
    /// <param name="limits">What it says.</param>
    /// <param name="seconds">How long a call took.</param>
    /// <param name="tokens">How many tokens it took.</param>
    /// <returns>The window.</returns>
    public int Seed(in UpstreamLimits limits, double seconds, int tokens)
    {
        lock (_gate)
        {
            if (!_hasLimit && seconds > 0 && CallsAMinute(limits, tokens) is { } calls)
            {
                // Little's law: calls at once are calls a second times the time each takes.
                _hasLimit = true;
                _window = Math.Clamp(Math.Ceiling(calls / 60 * seconds), Least, MostSeeded);
                _reach = _window;
                _block.Clear();
            }

            return Whole;
        }
    }

    private static double? CallsAMinute(in UpstreamLimits limits, int tokens)
    {
        double? byRequests = limits.RequestLimit > 0 ? limits.RequestLimit : null;
        double? byTokens = limits.TokenLimit > 0 && tokens > 0 ? (double)limits.TokenLimit / tokens : null;
        return byRequests is null || byTokens < byRequests ? byTokens : byRequests;
    }

    private void LearnCalm(TimeKind kind, double log, long now)
    {
        _calmAt = now;
        if (!_isProbing)
        {
            _calm.Learn(kind, log);
            _probeAfter = _calm.IsWellKnown(kind) ? clock.Ticks(ProbeAfter) : _probeAfter;
        }
    }

    private void Judge(int ceiling, long now)
    {
        var over = _block.Over(_calm);
        if (_isProbing)
        {
            _calm.Shift(Math.Log(over) * ProbeWeight);
            _probeAfter = over < Quicker ? clock.Ticks(FirstProbe) : Math.Min(clock.Ticks(ProbeAfter), 2 * _probeAfter);
            _isProbing = false;
            _changedAt = now;
            return;
        }

        _reach = Math.Max(_window, _reach * Forget);
        if (over * Tolerance < 1)
        {
            // Nobody is quicker for being busy: what is compared with is of a worse time.
            _calm.Shift(Math.Log(over));
        }

        if (_block.Load > CalmUpTo && over > Tolerance)
        {
            _hasLimit = true;
            Turn(_window * Math.Max(MostCut, Tolerance / over), now);
        }
        else if (_block.WasFull && now - _calmAt > _probeAfter)
        {
            _isProbing = true;
            _changedAt = now;
        }
        else if (_block.WasFull && _window < ceiling)
        {
            Turn(Math.Min(ceiling, Grown()), now);
        }
    }

    private double Grown()
    {
        if (!_hasLimit || _window * Rise < CalmUpTo)
        {
            return _window * Rise;
        }

        var grown = _window + (Math.Sqrt(_window) / 2);
        return grown <= _wall - 1 ? grown : Math.Max(_window + Creep, _wall - 1);
    }

    private void Turn(double window, long now)
    {
        _window = Math.Clamp(window, Least, Most);
        _reach = Math.Max(_reach, _window);
        _changedAt = now;
        _block.Clear();
    }
}
