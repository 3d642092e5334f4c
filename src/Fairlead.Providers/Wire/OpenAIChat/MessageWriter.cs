using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes one message of the conversation; tool results become messages of their own.</summary>
internal static class MessageWriter
{
    public static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> role, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ChatMessage message)
    {
        var rest = false;
        foreach (var content in message.Contents)
        {
            if (content is FunctionResultContent result)
            {
                WriteToolResult(writer, result);
            }
            else
            {
                // Reasoning is not sent back: OpenAI refuses it, and servers that need it name their own members.
                rest |= content is not (TextReasoningContent or UsageContent or ErrorContent);
            }
        }

        if (message.Role == ChatRole.Tool || !rest && (message.Contents.Count > 0 || message.Role == ChatRole.Assistant))
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, message.Role.Value);
        if (!string.IsNullOrEmpty(message.AuthorName))
        {
            writer.WriteString("name"u8, message.AuthorName);
        }

        WriteContent(writer, message);
        if (message.Role == ChatRole.Assistant)
        {
            WriteToolCalls(writer, message.Contents);
        }

        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, ChatMessage message)
    {
        var parts = 0;
        TextContent? onlyText = null;
        foreach (var content in message.Contents)
        {
            if (PartWriter.IsPart(content))
            {
                parts++;
                onlyText = content as TextContent;
            }
        }

        writer.WritePropertyName("content"u8);
        if (parts == 0)
        {
            // null with tool calls; an empty user message stays an empty text.
            if (message.Role == ChatRole.Assistant)
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteStringValue(""u8);
            }
        }
        else if (parts == 1 && onlyText is not null)
        {
            writer.WriteStringValue(onlyText.Text);
        }
        else
        {
            writer.WriteStartArray();
            foreach (var content in message.Contents)
            {
                if (PartWriter.IsPart(content))
                {
                    PartWriter.Write(writer, content);
                }
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteToolCalls(Utf8JsonWriter writer, IList<AIContent> contents)
    {
        var open = false;
        foreach (var content in contents)
        {
            if (content is not FunctionCallContent call)
            {
                continue;
            }

            if (!open)
            {
                writer.WriteStartArray("tool_calls"u8);
                open = true;
            }

            writer.WriteStartObject();
            writer.WriteString("id"u8, call.CallId);
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, call.Name);
            writer.WriteString("arguments"u8, JsonValues.ArgumentsText(call.Arguments));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        if (open)
        {
            writer.WriteEndArray();
        }
    }

    private static void WriteToolResult(Utf8JsonWriter writer, FunctionResultContent result)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, "tool"u8);
        writer.WriteString("tool_call_id"u8, result.CallId);
        writer.WriteString("content"u8, ToolResult.Text(result));
        writer.WriteEndObject();
    }
}
