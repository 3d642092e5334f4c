using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Reads content blocks: of a message, of the system prompt, of an answer.</summary>
/// <param name="body">The body.</param>
/// <param name="signs">Whose signatures reasoning carries.</param>
/// <param name="at">Where the blocks stand, for errors.</param>
/// <param name="resultsAreOpaque">Results among them are those of the vendor's own tools: an assistant's message gives none back.</param>
internal sealed class ConverseBlockReader(JsonBody body, SignedBy signs, string at, bool resultsAreOpaque = false)
{
    public void Read(JsonElement blocks, List<Part> parts)
    {
        var list = blocks.Items(at);
        JsonElement? before = null;
        foreach (var block in list)
        {
            if (before is { } one)
            {
                Block(one, ConverseCache.MarkOf(block), parts);
            }

            before = block;
        }

        if (before is { } last)
        {
            Block(last, default, parts);
        }
    }

    private void Block(JsonElement block, RawJson mark, List<Part> parts)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            throw new WireException($"'{at}' has a block that is no object", at);
        }

        foreach (var member in block.EnumerateObject())
        {
            // Some who speak it in Bedrock's place name the kind as well.
            if (member.NameEquals("type"u8))
            {
                continue;
            }

            if (Part(member, block, mark) is { } part)
            {
                parts.Add(part);
            }

            // A block is a union: its first member is what it is.
            return;
        }
    }

    private Part? Part(JsonProperty member, JsonElement block, RawJson mark)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "text":
                return new TextPart(body.Text(value)) { CacheControl = mark };
            case "citationsContent":
                return ConverseCitations.Read(body, value, mark);
            case "reasoningContent":
                return ConverseThoughts.Read(body, value, signs);
            case "toolUse" when value.Text("type"u8) is not "server_tool_use":
                return Call(value, mark);
            case "toolResult" when !resultsAreOpaque:
                return Result(value, mark);
            case "image" or "document" or "video" or "audio" when value.TryObject("source"u8, out _):
                return (Part?)ConverseMediaReader.Read(body, member.Name, value, mark) ?? Opaque(block, mark);
            case "cachePoint":
                // Read with the block before it.
                return null;
            default:
                return Opaque(block, mark);
        }
    }

    private OpaquePart Opaque(JsonElement block, RawJson mark) => new OpaquePart(ConverseDialect.FormatName, body.Raw(block)) { CacheControl = mark };

    private Part Call(JsonElement call, RawJson mark)
    {
        var raw = body.Raw(call, "input"u8);
        var input = raw.IsEmpty ? ToolArguments.None : new Utf8Text(raw.Memory);
        var name = call.Text("name"u8) ?? "";
        // The answer itself, where no other way was known to ask for JSON.
        return name == ConverseOutput.ToolName
            ? new TextPart(input)
            : new ToolCallPart(call.Text("toolUseId"u8) ?? "", name, input) { CacheControl = mark };
    }

    private ToolResultPart Result(JsonElement value, RawJson mark)
    {
        var result = new ToolResultPart(value.Text("toolUseId"u8) ?? throw new WireException($"a result of '{at}' has no 'toolUseId'", at))
        {
            IsError = value.Text("status"u8) == "error",
            CacheControl = mark,
        };
        if (value.TryGetProperty("content"u8, out var content))
        {
            foreach (var block in content.Items(at + ".toolResult.content"))
            {
                if (block.ValueKind == JsonValueKind.Object && block.TryGetProperty("json"u8, out var data))
                {
                    result.Content.Add(new TextPart(new Utf8Text(body.Raw(data).Memory)));
                }
                else
                {
                    Block(block, default, result.Content);
                }
            }
        }

        return result;
    }
}
