using System.Buffers;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Simulated;

/// <summary>A stream of events.</summary>
internal sealed class SimulatedEventBody : SimulatedBody
{
    /// <summary>Events that are due together are given together up to this size, as a socket would.</summary>
    private const int Burst = 4096;

    private readonly SimulatedScript _script;
    private readonly SimulatedError? _error;
    private readonly SimulatedChance _chance;
    private readonly TimeSpan _pace;
    private readonly AnswerStreamWriter _writer;
    private readonly SwitchedOutput _output = new(new ArrayBufferWriter<byte>());
    private readonly long _start;
    private TimeSpan _due;
    private int _next;
    private int _drawnFor = -1;
    private bool _errorSent;

    public SimulatedEventBody(
        Dialect dialect, AnswerTarget target, SimulatedScript script, TimeSpan pace, SimulatedChance chance, SimulatedError? error, TimeProvider time)
        : base(time)
    {
        _script = script;
        _pace = pace;
        _chance = chance;
        _error = error;
        _writer = dialect.NewStreamWriter(target, _output);
        _start = time.GetTimestamp();
    }

    protected override async ValueTask FillAsync(ArrayBufferWriter<byte> ready, CancellationToken cancellationToken)
    {
        _output.Target = ready;
        while (_next < _script.Count && ready.WrittenCount < Burst)
        {
            if (_script.IsPaced(_next) && _pace > TimeSpan.Zero)
            {
                if (_drawnFor != _next)
                {
                    // One draw a token, also when the token is come back to.
                    _drawnFor = _next;
                    _due += _chance.Spread(_pace);
                }

                var wait = _due - Time.GetElapsedTime(_start);
                if (wait > TimeSpan.Zero)
                {
                    if (ready.WrittenCount > 0)
                    {
                        return;
                    }

                    await Task.Delay(wait, Time, cancellationToken).ConfigureAwait(false);
                }
            }

            _script.Tell(_next++, _writer);
        }

        if (ready.WrittenCount > 0 || _script.Ending == SimulatedEnding.Whole)
        {
            return;
        }

        if (_script.Ending == SimulatedEnding.ErrorFrame)
        {
            if (!_errorSent)
            {
                _errorSent = true;
                _writer.On(new StreamEvent(StreamEventKind.Error) { Error = SimulatedJson.AnswerErrorOf(_error!) });
            }

            return;
        }

        await EndAsync(_script.Ending, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        _writer.Dispose();
        base.Dispose(disposing);
    }
}
