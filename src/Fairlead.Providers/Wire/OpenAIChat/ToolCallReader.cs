using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads tool calls of whole messages.</summary>
internal static class ToolCallReader
{
    public static bool Read(JsonElement message, IList<AIContent> contents)
    {
        if (!message.TryArray("tool_calls"u8, out var calls))
        {
            return false;
        }

        var any = false;
        foreach (var call in calls.EnumerateArray())
        {
            call.TryObject("function"u8, out var function);
            contents.Add(Call(call.Text("id"u8), function.Text("name"u8), ArgumentsText(function)));
            any = true;
        }

        return any;
    }

    /// <summary>Arguments are a text that holds JSON; some servers send the object itself.</summary>
    public static string? ArgumentsText(JsonElement function) =>
        function.TryObject("arguments"u8, out var value) ? value.GetRawText() : function.Text("arguments"u8);

    public static FunctionCallContent Call(string? id, string? name, string? arguments) =>
        // Ollama's older versions send no id; the result must be able to name the call all the same.
        FunctionCallContent.CreateFromParsedArguments(
            string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments,
            id ?? Guid.CreateVersion7().ToString("N"),
            name ?? "",
            static text => Parse(text));

    private static Dictionary<string, object?> Parse(string text)
    {
        // The caller catches what this throws, and puts it beside the call.
        using var document = JsonDocument.Parse(text);
        var arguments = new Dictionary<string, object?>();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            arguments[member.Name] = member.Value.Clone();
        }

        return arguments;
    }
}
