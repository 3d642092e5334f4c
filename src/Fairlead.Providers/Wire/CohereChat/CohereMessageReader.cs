using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Reads <c>messages</c>.</summary>
internal sealed class CohereMessageReader(JsonBody body) : RoleMessageReader
{
    protected override void Content(JsonElement message, List<Part> parts, string at) => CohereContent.Read(body, message, parts, at);

    protected override void Assistant(JsonElement message, List<Part> parts, string at)
    {
        Content(message, parts, at);
        CohereCalls.Plan(body, message, parts);
        if (!CohereCalls.Read(body, message, parts))
        {
            throw new WireException($"a tool call of '{at}' has no 'function'", at + ".tool_calls");
        }
    }

    protected override ToolResultPart Result(JsonElement message, string at) =>
        new(message.Text("tool_call_id"u8) ?? throw new WireException($"'{at}' has no 'tool_call_id'", at + ".tool_call_id"));
}
