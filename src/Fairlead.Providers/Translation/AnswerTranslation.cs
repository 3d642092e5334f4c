using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Translation.FreeText;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Translation;

/// <summary>
/// Turns one answer from the deployment's format into the client's, event by event where it streams, and watches it on the way. An error that comes before any
/// content is kept from the client: somebody else may answer yet.
/// </summary>
internal sealed class AnswerTranslation : EventWatch
{
    private readonly Dialect _from;
    private readonly Dialect _to;
    private readonly AnswerTarget _target;
    private readonly AnswerStreamWriter? _writer;
    private readonly AnswerCollector? _collector;
    private readonly AnswerSink _sink;
    private readonly FreeTextCalls? _freeText;

    /// <summary>Prepares a translation.</summary>
    /// <param name="request">The request it answers, as it was sent.</param>
    /// <param name="to">The client's.</param>
    /// <param name="target">Whom the answer is for.</param>
    /// <param name="output">Gets the client's bytes; can be switched between two pushes.</param>
    public AnswerTranslation(TranslatedRequest request, Dialect to, AnswerTarget target, IBufferWriter<byte> output)
        : base(request.Dialect)
    {
        _from = request.Dialect;
        _to = to;
        _target = target;
        Output = new SwitchedOutput(output);
        if (target.Request.Stream)
        {
            _sink = _writer = to.NewStreamWriter(target, Output);
        }
        else
        {
            _sink = _collector = new AnswerCollector();
        }

        _freeText = request.FreeText.Count > 0 ? new FreeTextCalls(request.FreeText) : null;
    }

    /// <summary>Gets the client's bytes.</summary>
    public SwitchedOutput Output { get; }

    /// <summary>Whether the client gets a stream.</summary>
    public bool Streams => _writer is not null;

    /// <summary>The content type of what is written.</summary>
    public string ContentType => Streams ? _to.StreamContentType : "application/json";

    /// <summary>Whether an answer of this content type is a stream in the deployment's format.</summary>
    public bool IsStream(string? contentType) => contentType?.StartsWith(_from.StreamContentType, StringComparison.OrdinalIgnoreCase) ?? false;

    public override void Complete()
    {
        base.Complete();
        if (IsWhole && !ErrorSeen && _collector is not null)
        {
            Write(_collector.Answer);
        }
    }

    /// <summary>Takes an answer that came in one piece.</summary>
    /// <returns>Why it is none; null when it was translated.</returns>
    public string? Whole(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var body = JsonBody.Parse(bytes);
            var answer = _from.ReadAnswer(body);
            _freeText?.Unwrap(answer);
            if (_collector is null)
            {
                AnswerReplay.Tell(answer, NewTap());
            }
            else
            {
                Note(answer);
                Write(answer);
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or WireException or InvalidOperationException or FormatException or OverflowException)
        {
            // Boundary: an answer that is not what its format says.
            return e is WireException ? e.Message : "the answer is not JSON";
        }
    }

    /// <summary>Ends a stream that broke off, with an error the client's format has.</summary>
    public void Break(AnswerError error) => _writer?.On(new StreamEvent(StreamEventKind.Error) { Error = error });

    public override void Dispose()
    {
        _writer?.Dispose();
        base.Dispose();
    }

    protected override void Pass(in StreamEvent item)
    {
        if (_freeText is null)
        {
            _sink.On(item);
        }
        else
        {
            _freeText.Pass(item, _sink);
        }
    }

    private void Write(Answer answer)
    {
        using var json = new Utf8JsonWriter(Output, JsonWriting.Options);
        _to.WriteAnswer(answer, _target, json);
    }

    // A plain answer is judged as a whole: it is content when it says anything, or ended for a reason.
    private void Note(Answer answer)
    {
        Events++;
        IsFiltered = answer.Choices.Count > 0 && answer.Choices.All(static choice => choice.Finish == FinishReason.ContentFilter);
        foreach (var choice in answer.Choices)
        {
            FinishSeen |= choice.Finish != FinishReason.None;
            ContentSeen |= choice.Parts.Count > 0 || IsTelling(choice.Finish);
        }

        if (answer.Usage is { } usage)
        {
            Note(usage);
        }
    }
}
