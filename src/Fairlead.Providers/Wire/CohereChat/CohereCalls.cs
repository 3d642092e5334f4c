using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Calls of tools and the plan that precedes them, of messages and of answers.</summary>
internal static class CohereCalls
{
    /// <summary>No arguments.</summary>
    public static Utf8Text None { get; } = Utf8Text.Of("{}");

    /// <summary>Reads <c>tool_plan</c>: what the model thought before its calls.</summary>
    public static void Plan(JsonBody body, JsonElement message, List<Part> parts)
    {
        if (body.Text(message, "tool_plan"u8) is { IsEmpty: false } plan)
        {
            parts.Add(new ReasoningPart(plan));
        }
    }

    /// <summary>Reads <c>tool_calls</c>.</summary>
    /// <returns>False where one names no function.</returns>
    public static bool Read(JsonBody body, JsonElement message, List<Part> parts)
    {
        if (!message.TryArray("tool_calls"u8, out var calls))
        {
            return true;
        }

        foreach (var call in calls.EnumerateArray())
        {
            if (!call.TryObject("function"u8, out var function) || function.Text("name"u8) is not { } name)
            {
                return false;
            }

            var arguments = body.Text(function, "arguments"u8);
            parts.Add(new ToolCallPart(call.Text("id"u8) ?? "", name, IsNone(arguments.Span) ? None : arguments));
        }

        return true;
    }

    /// <summary>Whether arguments are none: a tool without parameters is called with <c>null</c> (recorded).</summary>
    public static bool IsNone(ReadOnlySpan<byte> arguments) => arguments.IsEmpty || arguments.SequenceEqual("null"u8);

    /// <summary>Writes one.</summary>
    public static void Write(Utf8JsonWriter json, string id, string name, Utf8Text arguments)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, name);
        json.WriteText("arguments"u8, arguments.IsEmpty ? None : arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
