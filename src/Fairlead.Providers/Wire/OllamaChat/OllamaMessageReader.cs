using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Reads <c>messages</c>.</summary>
internal sealed class OllamaMessageReader(JsonBody body) : RoleMessageReader
{
    private readonly OllamaCallIds _ids = new();

    protected override void Assistant(JsonElement message, List<Part> parts, string at)
    {
        if (body.Text(message, "thinking"u8) is { IsEmpty: false } thought)
        {
            parts.Add(new ReasoningPart(thought));
        }

        Content(message, parts, at);
        _ids.NewTurn();
        if (message.TryArray("tool_calls"u8, out var calls))
        {
            foreach (var call in calls.EnumerateArray())
            {
                var part = OllamaCalls.Read(body, call) ?? throw new WireException($"a tool call of '{at}' has no 'function'", at + ".tool_calls");
                parts.Add(new ToolCallPart(_ids.Called(part.Id, part.Name), part.Name, part.Arguments));
            }
        }
    }

    protected override ToolResultPart Result(JsonElement message, string at)
    {
        // Older clients call it "name".
        var name = message.Text("tool_name"u8) ?? message.Text("name"u8);
        return new ToolResultPart(_ids.Answered(message.Text("tool_call_id"u8), name)) { Name = name };
    }

    protected override void Content(JsonElement message, List<Part> parts, string at)
    {
        if (message.TryGetProperty("content"u8, out var content) && content.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            throw new WireException($"'{at}.content' must be a text", at + ".content");
        }

        if (body.Text(message, "content"u8) is { IsEmpty: false } text)
        {
            parts.Add(new TextPart(text));
        }

        if (message.TryArray("images"u8, out var images))
        {
            foreach (var image in images.EnumerateArray())
            {
                parts.Add(OllamaImages.Read(body, image) ?? throw new WireException($"'{at}.images' must hold texts of base64", at + ".images"));
            }
        }
    }
}
