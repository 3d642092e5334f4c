using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes <c>system</c> and <c>messages</c>: user and assistant by turns, the user first, no message empty.</summary>
internal static class MessagesMessageWriter
{
    /// <summary>What the user says where nobody does: a conversation must begin with them, and no text may be blank.</summary>
    private static readonly TextPart Continue = new(Utf8Text.Of("Please continue."));

    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var blocks = new MessagesBlockWriter(target, json);
        // The newest models take instructions amid a conversation; only who writes this format knows to whom they speak.
        var inPlace = conversation.Source == MessagesDialect.FormatName;
        System(conversation, blocks, inPlace, target, json);
        json.WriteStartArray("messages"u8);
        foreach (var message in Messages(conversation, blocks, inPlace, target))
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role switch
            {
                Role.User => "user"u8,
                Role.Assistant => "assistant"u8,
                _ => "system"u8,
            });
            json.WriteStartArray("content"u8);
            foreach (var part in message.Parts)
            {
                blocks.Write(part);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void System(Conversation conversation, MessagesBlockWriter blocks, bool inPlace, RequestTarget target, Utf8JsonWriter json)
    {
        var open = false;
        var spoken = false;
        foreach (var turn in conversation.Turns)
        {
            if (turn.Role is not (Role.System or Role.Developer))
            {
                spoken = true;
                continue;
            }

            if (spoken && inPlace)
            {
                continue;
            }

            foreach (var part in turn.Parts)
            {
                if (part is not (TextPart or OpaquePart) || !blocks.IsWritten(part))
                {
                    continue;
                }

                if (spoken)
                {
                    target.LoseHint("messages", "Claude has instructions at the head only: those amid the conversation are put there");
                }

                if (!open)
                {
                    json.WriteStartArray("system"u8);
                    open = true;
                }

                blocks.Write(part);
            }
        }

        if (open)
        {
            json.WriteEndArray();
        }
    }

    private static List<Message> Messages(Conversation conversation, MessagesBlockWriter blocks, bool inPlace, RequestTarget target)
    {
        var messages = new List<Message>();
        var spoken = false;
        foreach (var turn in conversation.Turns)
        {
            var isSystem = turn.Role is Role.System or Role.Developer;
            spoken |= !isSystem;
            if (isSystem && !(spoken && inPlace))
            {
                continue;
            }

            if (turn.Name is not null)
            {
                target.LoseHint("name", "Anthropic has no names of speakers");
            }

            var role = isSystem ? Role.System : turn.Role == Role.Assistant ? Role.Assistant : Role.User;
            foreach (var part in turn.Parts)
            {
                if (!blocks.IsWritten(part))
                {
                    continue;
                }

                if (messages.Count == 0 && role != Role.User)
                {
                    messages.Add(new Message(Role.User, [Continue]));
                }

                if (messages.Count == 0 || messages[^1].Role != role)
                {
                    messages.Add(new Message(role, []));
                }

                Add(part, messages[^1].Parts);
            }
        }

        if (messages.Count == 0)
        {
            messages.Add(new Message(Role.User, [Continue]));
        }

        TrimPrefill(messages[^1]);
        return messages;
    }

    // Results of tools stand first in their message: they are refused behind anything else.
    private static void Add(Part part, List<Part> parts)
    {
        var at = part is ToolResultPart ? parts.FindIndex(static other => other is not ToolResultPart) : -1;
        parts.Insert(at < 0 ? parts.Count : at, part);
    }

    // The beginning of an answer that the client writes itself; refused where it ends in blanks.
    private static void TrimPrefill(Message last)
    {
        if (last.Role == Role.Assistant && last.Parts[^1] is TextPart text && text.Text.Span.TrimEnd(" \t\r\n"u8).Length is var length && length < text.Text.Memory.Length)
        {
            last.Parts[^1] = new TextPart(new Utf8Text(text.Text.Memory[..length])) { Citations = text.Citations, CacheControl = text.CacheControl };
        }
    }

    private readonly record struct Message(Role Role, List<Part> Parts);
}
