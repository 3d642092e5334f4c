using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Reads content: a text, or blocks: of a message, of the system prompt, of a tool's result, of an answer.</summary>
/// <param name="body">The body.</param>
/// <param name="at">Where the content stands, for errors.</param>
internal sealed class MessagesBlockReader(JsonBody body, string at)
{
    /// <summary>The mark of the last block where it has none itself.</summary>
    public RawJson LastMark { get; init; }

    /// <summary>Results of the client's tools may stand here: an assistant gives none back, and what looks like one is the vendor's.</summary>
    public bool ReadsResults { get; init; }

    public void Read(JsonElement content, List<Part> parts)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            if (body.Text(content) is { IsEmpty: false } text)
            {
                parts.Add(new TextPart(text) { CacheControl = LastMark });
            }

            return;
        }

        var left = content.ValueKind == JsonValueKind.Array ? content.GetArrayLength() : throw new WireException($"'{at}' must be a text or a list of blocks", at);
        foreach (var block in content.EnumerateArray())
        {
            if (block.ValueKind != JsonValueKind.Object)
            {
                throw new WireException($"'{at}' has a block that is no object", at);
            }

            var own = body.Raw(block, "cache_control"u8);
            parts.Add(Block(block, --left == 0 && own.IsEmpty ? LastMark : own));
        }
    }

    private Part Block(JsonElement block, RawJson mark)
    {
        switch (block.Text("type"u8))
        {
            case "text":
                return new TextPart(body.Text(block, "text"u8)) { Citations = MessagesCitations.Read(block), CacheControl = mark };
            case "thinking":
                return Thinking(block);
            case "redacted_thinking":
                return new ReasoningPart(default) { IsEncrypted = true, Signature = new SignedState(SignedBy.Anthropic, body.Text(block, "data"u8)) };
            case "tool_use":
                return Call(block, mark);
            case "tool_result" when ReadsResults:
                return Result(block, mark);
            case "image" or "document":
                return MessagesMediaReader.Read(body, block, mark) ?? (Part)Opaque(block, mark);
            case null:
                throw new WireException($"'{at}' has a block without 'type'", at);
            default:
                return Opaque(block, mark);
        }
    }

    private OpaquePart Opaque(JsonElement block, RawJson mark) => new(MessagesDialect.FormatName, body.Raw(block)) { CacheControl = mark };

    private ReasoningPart Thinking(JsonElement block)
    {
        var signature = body.Text(block, "signature"u8);
        return new ReasoningPart(body.Text(block, "thinking"u8)) { Signature = signature.IsEmpty ? SignedState.None : new SignedState(SignedBy.Anthropic, signature) };
    }

    private Part Call(JsonElement block, RawJson mark)
    {
        var raw = body.Raw(block, "input"u8);
        var input = raw.IsEmpty ? ToolArguments.None : new Utf8Text(raw.Memory);
        var name = block.Text("name"u8) ?? "";
        // The answer itself, where the model knows no other way to keep to a schema.
        return name == MessagesOutput.ToolName
            ? new TextPart(input) { CacheControl = mark }
            : new ToolCallPart(block.Text("id"u8) ?? "", name, input) { CacheControl = mark };
    }

    private ToolResultPart Result(JsonElement block, RawJson mark)
    {
        var result = new ToolResultPart(block.Text("tool_use_id"u8) ?? throw new WireException($"a result of '{at}' has no 'tool_use_id'", at))
        {
            IsError = block.TryGetProperty("is_error"u8, out var error) && error.ValueKind == JsonValueKind.True,
            CacheControl = mark,
        };
        if (block.TryGetProperty("content"u8, out var content) && content.ValueKind != JsonValueKind.Null)
        {
            new MessagesBlockReader(body, at + ".tool_result.content").Read(content, result.Content);
        }

        return result;
    }
}
