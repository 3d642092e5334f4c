using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>What a tool gave back, as the text the model reads.</summary>
internal static class ToolResult
{
    public static string Text(FunctionResultContent result) => result switch
    {
        { Result: null, Exception: { } exception } => $"Error: {exception.Message}",
        { Result: null } => "",
        { Result: string text } => text,
        { Result: TextContent text } => text.Text,
        { Result: JsonElement { ValueKind: JsonValueKind.String } element } => element.GetString()!,
        { Result: IEnumerable<AIContent> contents } => string.Concat(contents.OfType<TextContent>().Select(static content => content.Text)),
        { Result: { } value } => JsonValues.Text(value),
    };
}
