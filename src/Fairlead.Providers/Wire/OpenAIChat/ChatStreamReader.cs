using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads the chunks of a chat stream, in any imitator's variation.</summary>
internal sealed class ChatStreamReader(AnswerSink sink) : AnswerStreamReader(sink)
{
    private readonly Dictionary<int, ChatCallIndexes> _calls = [];
    private readonly ChatSounds _sounds = new(sink);
    private bool _hasId;
    private bool _hasModel;

    protected override bool IsEndMark(ReadOnlySpan<byte> data)
    {
        var done = data.Trim(" \t"u8).SequenceEqual("[DONE]"u8);
        IsWhole |= done;
        return done;
    }

    protected override bool TryRead(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!_hasId || !_hasModel || !name.IsEmpty)
        {
            return false;
        }

        var piece = ChatPiece.Read(data);
        if (!piece.IsPlain)
        {
            return false;
        }

        if (piece.Kind == StreamEventKind.ToolArguments)
        {
            var tool = Indexes(piece.Choice).Of(piece.Tool, null, out var isNew);
            if (isNew)
            {
                Sink.On(new StreamEvent(StreamEventKind.ToolCall) { Choice = piece.Choice, Tool = tool });
            }

            Piece(new StreamEvent(piece.Kind) { Choice = piece.Choice, Tool = tool, Text = Utf8(piece.Quoted) });
        }
        else if (!piece.Quoted.IsEmpty)
        {
            Piece(new StreamEvent(piece.Kind) { Choice = piece.Choice, Text = Utf8(piece.Quoted) });
        }

        if (!piece.Fingerprint.IsEmpty)
        {
            Sink.On(new StreamEvent(StreamEventKind.Extra) { Choice = -1, Name = ChatPiece.FingerprintName, Text = piece.Fingerprint });
        }

        return true;
    }

    private void Piece(in StreamEvent item)
    {
        if (!item.Text.IsEmpty)
        {
            Sink.On(item);
        }
    }

    protected override void Read(ReadOnlySpan<byte> name, JsonElement root)
    {
        if (name.SequenceEqual("error"u8) || ChatExtras.IsError(root))
        {
            Fail(JsonMarshal.GetRawUtf8Value(root));
            return;
        }

        Start(root);
        if (root.TryArray("choices"u8, out var choices))
        {
            foreach (var choice in choices.EnumerateArray())
            {
                Choice(choice);
            }
        }

        foreach (var member in root.EnumerateObject())
        {
            if (ChatExtras.IsExtra(member))
            {
                Extra(member, -1);
            }
        }

        // Groq has it in a place of its own unless asked; Perplexity sends it with every chunk, counting up: the last one counts.
        if (root.TryObject("usage"u8, out var usage) || root.TryObject("x_groq"u8, out var groq) && groq.TryObject("usage"u8, out usage))
        {
            if (ChatUsage.Read(usage) is { } read)
            {
                Sink.On(new StreamEvent(StreamEventKind.Usage) { Usage = read });
            }
        }
    }

    private void Start(JsonElement root)
    {
        if (_hasId && _hasModel)
        {
            return;
        }

        // Azure's first chunk has neither id nor model.
        var id = _hasId ? null : root.Text("id"u8);
        var model = _hasModel ? null : root.Text("model"u8);
        if (id is not null || model is not null)
        {
            _hasId |= id is not null;
            _hasModel |= model is not null;
            Sink.On(new StreamEvent(StreamEventKind.Start) { Id = id, Name = model, Created = ChatAnswerReader.Created(root) });
        }
    }

    private void Choice(JsonElement item)
    {
        var index = (int)Math.Clamp(item.Number("index"u8) ?? 0, 0, 127);
        if (item.TryObject("delta"u8, out var delta))
        {
            Delta(delta, index);
        }

        if (item.TryObject("logprobs"u8, out var logprobs) && logprobs.TryArray("content"u8, out var tokens))
        {
            Sink.On(new StreamEvent(StreamEventKind.Logprobs) { Choice = index, Text = JsonMarshal.GetRawUtf8Value(tokens) });
        }

        if (item.Text("finish_reason"u8) is { } reason)
        {
            IsWhole = true;
            Sink.On(new StreamEvent(StreamEventKind.Finish)
            {
                Choice = index,
                Finish = ChatFinish.Read(reason, _calls.ContainsKey(index)),
                NativeFinish = reason,
            });
        }
    }

    private void Delta(JsonElement delta, int choice)
    {
        foreach (var member in delta.EnumerateObject())
        {
            if (member.NameEquals("content"u8))
            {
                Content(member.Value, choice);
            }
            else if (member.NameEquals("reasoning_content"u8) || member.NameEquals("reasoning"u8) && !delta.TryGetProperty("reasoning_content"u8, out _))
            {
                Text(StreamEventKind.Reasoning, member.Value, choice);
            }
            else if (member.NameEquals("refusal"u8))
            {
                Text(StreamEventKind.Refusal, member.Value, choice);
            }
            else if (member.NameEquals("tool_calls"u8) && member.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var call in member.Value.EnumerateArray())
                {
                    Call(call, choice);
                }
            }
            else if (member.NameEquals("function_call"u8) && member.Value.ValueKind == JsonValueKind.Object)
            {
                Fragment(member.Value, choice, Indexes(choice).Of(0, null, out var isNew), null, isNew, default);
            }
            else if (member.NameEquals("thinking_blocks"u8) || member.NameEquals("annotations"u8) || member.NameEquals("images"u8) || member.NameEquals("reasoning_details"u8))
            {
                ChatDeltaExtras.Tell(member, choice, Sink);
            }
            else if (member.NameEquals("audio"u8))
            {
                _sounds.Tell(member.Value, choice);
            }
            else if (ChatExtras.IsMessageExtra(member))
            {
                Extra(member, choice);
            }
        }
    }

    private void Extra(JsonProperty member, int choice) =>
        Sink.On(new StreamEvent(StreamEventKind.Extra) { Choice = choice, Name = member.Name, Text = JsonMarshal.GetRawUtf8Value(member.Value) });

    // A text; at Mistral a list of thoughts and texts.
    private void Content(JsonElement value, int choice)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Text(StreamEventKind.Text, value, choice);
            return;
        }

        foreach (var item in value.EnumerateArray())
        {
            if (item.TryArray("thinking"u8, out var thoughts))
            {
                foreach (var thought in thoughts.EnumerateArray())
                {
                    Text(StreamEventKind.Reasoning, thought.TryGetProperty("text"u8, out var text) ? text : default, choice);
                }
            }
            else if (item.TryGetProperty("text"u8, out var text))
            {
                Text(StreamEventKind.Text, text, choice);
            }
        }
    }

    private void Text(StreamEventKind kind, JsonElement value, int choice)
    {
        var text = Utf8(value);
        if (!text.IsEmpty)
        {
            Sink.On(new StreamEvent(kind) { Choice = choice, Text = text });
        }
    }

    private void Call(JsonElement call, int choice)
    {
        var id = call.Text("id"u8);
        var tool = Indexes(choice).Of((int?)call.Number("index"u8), id, out var isNew);
        var custom = call.TryObject("custom"u8, out var body);
        if (custom || call.TryObject("function"u8, out body))
        {
            Fragment(body, choice, tool, id, isNew, custom ? "input"u8 : "arguments"u8);
        }
    }

    private void Fragment(JsonElement body, int choice, int tool, string? id, bool isNew, ReadOnlySpan<byte> member)
    {
        if (isNew)
        {
            Sink.On(new StreamEvent(StreamEventKind.ToolCall)
            {
                Choice = choice,
                Tool = tool,
                Id = id,
                Name = body.Text("name"u8),
                IsCustom = member.SequenceEqual("input"u8),
            });
        }

        if (body.TryGetProperty(member.IsEmpty ? "arguments"u8 : member, out var arguments))
        {
            var text = arguments.ValueKind == JsonValueKind.Object ? JsonMarshal.GetRawUtf8Value(arguments) : Utf8(arguments);
            if (!text.IsEmpty)
            {
                Sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Choice = choice, Tool = tool, Text = text });
            }
        }
    }

    private ChatCallIndexes Indexes(int choice)
    {
        if (!_calls.TryGetValue(choice, out var indexes))
        {
            _calls[choice] = indexes = new ChatCallIndexes();
        }

        return indexes;
    }
}
