using System.Buffers;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>
/// Writes a Responses stream: every piece begins, comes, and is told once more as a whole; the last event has the whole answer. The format has one answer
/// a request: events of others are passed over.
/// </summary>
internal sealed partial class ResponsesStreamWriter(AnswerTarget target, IBufferWriter<byte> output) : ResponsesEventWriter(output)
{
    private readonly ResponsesEnvelope _envelope = new(target);
    private readonly List<ResponsesItem> _items = [];
    private readonly ResponsesOpenText _text = new();
    private ResponsesItem? _message;
    private ResponsesItem? _thought;
    private SignedState _signature;
    private FinishReason _finish;
    private bool _begun;

    public override void On(in StreamEvent item)
    {
        if (item.Choice > 0)
        {
            return;
        }

        if (item.Kind == StreamEventKind.Start)
        {
            _envelope.Note(item.Id, item.Name, item.Created);
        }

        if (!_begun && item.Kind != StreamEventKind.Error)
        {
            _begun = true;
            Envelope("response.created"u8, "in_progress"u8);
            Envelope("response.in_progress"u8, "in_progress"u8);
        }

        switch (item.Kind)
        {
            case StreamEventKind.Text or StreamEventKind.Refusal:
                Said(item);
                break;
            case StreamEventKind.Citation when ResponsesCitations.Has(item.Citation!):
                Cited(item.Citation!);
                break;
            case StreamEventKind.Logprobs:
                Probable(item.Text);
                break;
            case StreamEventKind.Reasoning:
                Thought(item);
                break;
            case StreamEventKind.Signature when _thought is not null:
                _signature = item.State;
                break;
            case StreamEventKind.EncryptedReasoning:
                Whole(new ReasoningPart(new Utf8Text(item.Text.ToArray())) { Id = item.Id, IsEncrypted = true, Signature = item.State });
                break;
            case StreamEventKind.Media or StreamEventKind.Opaque:
                Whole(item.Part!);
                break;
            case StreamEventKind.ToolCall:
                Call(item);
                break;
            case StreamEventKind.ToolArguments when _calls.TryGetValue(item.Tool, out var open):
                Arguments(open.Item, open.Arguments, item.Text);
                break;
            case StreamEventKind.PartEnd:
                CloseText();
                CloseThought();
                CloseCalls(cut: false);
                break;
            case StreamEventKind.Finish:
                _finish = item.Finish;
                CloseAll(cut: ResponsesStatus.Of(item.Finish).SequenceEqual("incomplete"u8));
                break;
            case StreamEventKind.Usage:
                _envelope.Usage = item.Usage;
                break;
            case StreamEventKind.Error:
                Fail(item.Error!);
                break;
            case StreamEventKind.End:
                CloseAll(cut: false);
                var status = ResponsesStatus.Of(_finish);
                End(
                    status.SequenceEqual("incomplete"u8) ? "response.incomplete"u8 : status.SequenceEqual("failed"u8) ? "response.failed"u8 : "response.completed"u8,
                    status,
                    status.SequenceEqual("failed"u8) ? ResponsesAnswerWriter.Failed : null);
                break;
        }
    }

    private void Said(in StreamEvent item)
    {
        OpenText(item.Kind);
        _text.Append(item.Text);
        if (item.Kind == StreamEventKind.Refusal)
        {
            Delta("response.refusal.delta"u8, _message!, "content_index"u8, _message!.Parts.Count, item.Text);
        }
        else
        {
            Delta("response.output_text.delta"u8, _message!, "content_index"u8, _message!.Parts.Count, item.Text, logprobs: true);
        }
    }

    private void OpenText(StreamEventKind kind)
    {
        CloseThought();
        if (_message is null)
        {
            _message = ResponsesItem.New(ResponsesItemKind.Message, target, _items.Count);
            _items.Add(_message);
            Added(_message);
        }

        if (_text.Kind != kind)
        {
            CloseText();
            _text.Open(kind);
            Content("response.content_part.added"u8, _text.Part(), default);
        }
    }

    private void CloseText()
    {
        if (_text.Kind is not (StreamEventKind.Text or StreamEventKind.Refusal))
        {
            return;
        }

        var part = _text.Close(out var logprobs);
        var isText = part is TextPart;
        Begin(isText ? "response.output_text.done"u8 : "response.refusal.done"u8, _message!);
        Json.WriteNumber("content_index"u8, _message!.Parts.Count);
        Json.WriteString(isText ? "text"u8 : "refusal"u8, ResponsesOpenText.TextOf(part).Span);
        if (isText)
        {
            ResponsesOutputWriter.Logprobs(Json, logprobs);
        }

        End();
        Content("response.content_part.done"u8, part, logprobs);
        _message.Parts.Add(part);
        _message.Logprobs = _message.Logprobs.IsEmpty ? logprobs : _message.Logprobs;
    }

    private void Content(ReadOnlySpan<byte> type, Part part, RawJson logprobs)
    {
        Begin(type, _message!);
        Json.WriteNumber("content_index"u8, _message!.Parts.Count);
        Json.WritePropertyName("part"u8);
        ResponsesOutputWriter.Content(part, logprobs, Json);
        End();
    }

    // Some vendors tell what a text rests on before the text.
    private void Cited(Citation citation)
    {
        OpenText(StreamEventKind.Text);
        Begin("response.output_text.annotation.added"u8, _message!);
        Json.WriteNumber("content_index"u8, _message!.Parts.Count);
        Json.WriteNumber("annotation_index"u8, _text.Cite(citation));
        Json.WritePropertyName("annotation"u8);
        ResponsesCitations.Write(Json, citation);
        End();
    }

    // They come behind their text: told by a piece that adds none.
    private void Probable(ReadOnlySpan<byte> logprobs)
    {
        if (_text.Kind == StreamEventKind.Text)
        {
            _text.AppendLogprobs(logprobs);
            Begin("response.output_text.delta"u8, _message!);
            Json.WriteNumber("content_index"u8, _message!.Parts.Count);
            Json.WriteString("delta"u8, ""u8);
            Json.WritePropertyName("logprobs"u8);
            Json.WriteRaw(logprobs);
            End();
        }
    }

    private void Thought(in StreamEvent item)
    {
        if (_thought is null)
        {
            CloseMessage(cut: false);
            _thought = ResponsesItem.New(ResponsesItemKind.Reasoning, target, _items.Count, item.Id);
            _items.Add(_thought);
            Added(_thought);
            _text.Open(StreamEventKind.Reasoning);
            Summary("response.reasoning_summary_part.added"u8, default);
        }

        _text.Append(item.Text);
        Delta("response.reasoning_summary_text.delta"u8, _thought, "summary_index"u8, 0, item.Text);
    }

    private void CloseThought()
    {
        if (_thought is not { } item)
        {
            return;
        }

        var text = ResponsesOpenText.TextOf(_text.Close(out _));
        Begin("response.reasoning_summary_text.done"u8, item);
        Json.WriteNumber("summary_index"u8, 0);
        Json.WriteString("text"u8, text.Span);
        End();
        Summary("response.reasoning_summary_part.done"u8, text);
        item.Parts.Add(new ReasoningPart(text) { Signature = _signature });
        (_thought, _signature) = (null, SignedState.None);
        Done(item);
    }

    private void Summary(ReadOnlySpan<byte> type, Utf8Text text)
    {
        Begin(type, _thought!);
        Json.WriteNumber("summary_index"u8, 0);
        Json.WritePropertyName("part"u8);
        ResponsesThoughts.Summary(Json, text.Span);
        End();
    }

    private void Whole(Part part)
    {
        if (ResponsesOutput.KindOf(part) is { } kind)
        {
            CloseThought();
            CloseMessage(cut: false);
            var item = ResponsesItem.New(kind, target, _items.Count, (part as ReasoningPart)?.Id);
            item.Parts.Add(part);
            _items.Add(item);
            Added(item);
            Done(item);
        }
    }

    private void CloseMessage(bool cut)
    {
        if (_message is { } item)
        {
            CloseText();
            item.IsCut = cut;
            _message = null;
            Done(item);
        }
    }

    private void CloseAll(bool cut)
    {
        CloseThought();
        CloseMessage(cut);
        CloseCalls(cut);
    }

    // OpenAI's servers tell by either of these events. SDKs throw an error where an event has a member of that name, and pass on what only has its parts.
    private void Fail(AnswerError error)
    {
        CloseAll(cut: true);
        Begin("error"u8);
        Json.WriteString("code"u8, error.Code);
        Json.WriteString("message"u8, error.Message);
        Json.WriteString("param"u8, error.Param);
        Json.WriteStartObject("error"u8);
        Json.WriteString("type"u8, error.Type ?? (error.Status is >= 400 and < 500 ? "invalid_request_error" : "server_error"));
        Json.WriteString("code"u8, error.Code);
        Json.WriteString("message"u8, error.Message);
        Json.WriteString("param"u8, error.Param);
        Json.WriteEndObject();
        End();
        if (_begun)
        {
            // Of an answer that somebody else has begun nothing is known.
            Envelope("response.failed"u8, "failed"u8, error);
        }
    }

    private void End(ReadOnlySpan<byte> type, ReadOnlySpan<byte> status, AnswerError? error)
    {
        Begin(type);
        Json.WritePropertyName("response"u8);
        _envelope.WriteEnd(Json, status, _finish, _items, error);
        End();
    }

    private void Envelope(ReadOnlySpan<byte> type, ReadOnlySpan<byte> status, AnswerError? error = null)
    {
        Begin(type);
        Json.WritePropertyName("response"u8);
        _envelope.Write(Json, status, _finish, _items, error);
        End();
    }
}
