using System.Buffers;
using System.Text;
using Fairlead.Providers.Translation;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>Turns a stream's events into Microsoft.Extensions.AI's updates. Tool calls come out whole, when they are finished; usage once, at the end.</summary>
internal sealed class UpdateSink : AnswerSink
{
    private readonly Queue<ChatResponseUpdate> _ready = new();
    private readonly SortedDictionary<int, OpenCall> _calls = [];
    private AnswerUsage? _usage;
    private string? _id;
    private string? _model;
    private DateTimeOffset? _created;
    private bool _begun;

    /// <summary>Why the stream failed; null where it did not.</summary>
    public AnswerError? Error { get; private set; }

    /// <summary>Takes the next update; null when there is none yet.</summary>
    public ChatResponseUpdate? Take() => _ready.TryDequeue(out var update) ? update : null;

    public override void On(in StreamEvent item)
    {
        // Further choices are alternatives: an update has no place for them.
        if (item.Choice > 0)
        {
            return;
        }

        switch (item.Kind)
        {
            case StreamEventKind.Start:
                _id = item.Id ?? _id;
                _model = item.Name ?? _model;
                _created = ResponseBuilder.Time(item.Created) ?? _created;
                break;
            case StreamEventKind.Text:
                Add(new TextContent(Encoding.UTF8.GetString(item.Text)));
                break;
            case StreamEventKind.Reasoning:
                Add(new TextReasoningContent(Encoding.UTF8.GetString(item.Text)));
                break;
            case StreamEventKind.EncryptedReasoning:
                Add(new TextReasoningContent(null) { ProtectedData = ProtectedState.Write(item.State, hidden: true) });
                break;
            case StreamEventKind.Signature:
                Add(new TextReasoningContent(null) { ProtectedData = ProtectedState.Write(item.State, hidden: false) });
                break;
            case StreamEventKind.Refusal:
                Add(new ErrorContent(Encoding.UTF8.GetString(item.Text)) { ErrorCode = "Refusal" });
                break;
            case StreamEventKind.Citation:
                Add(new TextContent("") { Annotations = [ContentBuilder.Annotation(item.Citation!)] });
                break;
            case StreamEventKind.Media:
                if (ContentBuilder.Content(item.Part!) is { } media)
                {
                    Add(media);
                }

                break;
            case StreamEventKind.ToolCall:
                _calls[item.Tool] = new OpenCall(item.Id ?? "", item.Name ?? "", item.State);
                break;
            case StreamEventKind.ToolArguments:
                if (_calls.TryGetValue(item.Tool, out var call))
                {
                    call.Arguments.Write(item.Text);
                }

                break;
            case StreamEventKind.Extra:
                Extra(item);
                break;
            case StreamEventKind.Finish:
                var update = Flush(Update());
                update.FinishReason = ResponseBuilder.Finish(item.Finish, item.NativeFinish);
                _ready.Enqueue(update);
                break;
            case StreamEventKind.Usage:
                _usage = item.Usage;
                break;
            case StreamEventKind.Error:
                Error = item.Error;
                break;
            case StreamEventKind.End:
                End();
                break;
        }
    }

    private void End()
    {
        var last = Update();
        if (_calls.Count > 0)
        {
            // A stream without a reason to finish that called all the same.
            Flush(last).FinishReason = ChatFinishReason.ToolCalls;
        }

        if (_usage is { } usage)
        {
            last.Contents.Add(new UsageContent(ResponseBuilder.Usage(usage)));
        }

        if (last.Contents.Count > 0)
        {
            _ready.Enqueue(last);
        }
    }

    private void Add(AIContent content)
    {
        var update = Update();
        update.Contents.Add(content);
        _ready.Enqueue(update);
    }

    private void Extra(in StreamEvent item)
    {
        var update = Update();
        update.AdditionalProperties = new() { [item.Name!] = ResponseBuilder.Element(new RawJson(item.Text.ToArray())) };
        _ready.Enqueue(update);
    }

    private ChatResponseUpdate Flush(ChatResponseUpdate update)
    {
        foreach (var call in _calls.Values)
        {
            update.Contents.Add(ContentBuilder.Call(new ToolCallPart(call.Id, call.Name, new Utf8Text(call.Arguments.WrittenMemory)) { Signature = call.State }));
        }

        _calls.Clear();
        return update;
    }

    private ChatResponseUpdate Update()
    {
        var update = new ChatResponseUpdate
        {
            Role = _begun ? null : ChatRole.Assistant,
            ResponseId = _id,
            MessageId = _id,
            ModelId = _model,
            CreatedAt = _created,
        };
        _begun = true;
        return update;
    }

    private sealed class OpenCall(string id, string name, SignedState state)
    {
        public string Id { get; } = id;

        public string Name { get; } = name;

        public SignedState State { get; } = state;

        public ArrayBufferWriter<byte> Arguments { get; } = new();
    }
}
