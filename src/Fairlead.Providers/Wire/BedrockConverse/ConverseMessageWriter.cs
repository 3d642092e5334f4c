using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Writes <c>system</c> and <c>messages</c>: user and assistant by turns, the user first, no message empty.</summary>
internal static class ConverseMessageWriter
{
    /// <summary>What the user says where nobody does: a conversation must begin with them, and no text may be blank.</summary>
    private static readonly TextPart Continue = new(Utf8Text.Of("Please continue."));

    public static void Write(Conversation conversation, ConverseModel model, RequestTarget target, Utf8JsonWriter json)
    {
        System(conversation, model, target, json);
        var blocks = new ConverseBlockWriter(model, target, json);
        var messages = Messages(conversation, blocks, target);
        json.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.IsUser ? "user"u8 : "assistant"u8);
            json.WriteStartArray("content"u8);
            foreach (var part in message.Parts)
            {
                blocks.Write(part);
            }

            if (message.IsUser && message.Parts.Exists(static part => part is MediaPart { Kind: MediaKind.Document }) && !message.Parts.Exists(static part => part is TextPart))
            {
                // A document alone is refused: "a text block is required".
                blocks.Write(Continue);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void System(Conversation conversation, ConverseModel model, RequestTarget target, Utf8JsonWriter json)
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

            foreach (var part in turn.Parts)
            {
                if (part is not (TextPart or OpaquePart) || !ConverseBlockWriter.IsWritten(part, model))
                {
                    continue;
                }

                if (spoken)
                {
                    target.LoseHint("messages", "Converse has instructions at the head only: those amid the conversation are put there");
                }

                if (!open)
                {
                    json.WriteStartArray("system"u8);
                    open = true;
                }

                new ConverseBlockWriter(model, target, json).Write(part);
            }
        }

        if (open)
        {
            json.WriteEndArray();
        }
    }

    private static List<Message> Messages(Conversation conversation, ConverseBlockWriter blocks, RequestTarget target)
    {
        var messages = new List<Message>();
        foreach (var turn in conversation.Turns)
        {
            if (turn.Role is Role.System or Role.Developer)
            {
                continue;
            }

            if (turn.Name is not null)
            {
                target.LoseHint("name", "Converse has no names of speakers");
            }

            var isUser = turn.Role != Role.Assistant;
            foreach (var part in turn.Parts)
            {
                if (!blocks.IsWritten(part))
                {
                    continue;
                }

                if (messages.Count == 0 && !isUser)
                {
                    messages.Add(new Message(IsUser: true, [Continue]));
                }

                if (messages.Count == 0 || messages[^1].IsUser != isUser)
                {
                    messages.Add(new Message(isUser, []));
                }

                Add(part, messages[^1].Parts);
            }
        }

        if (messages.Count == 0)
        {
            messages.Add(new Message(IsUser: true, [Continue]));
        }

        return messages;
    }

    // Results of tools stand first in their message: Claude refuses them behind anything else.
    private static void Add(Part part, List<Part> parts)
    {
        var at = part is ToolResultPart ? parts.FindIndex(static other => other is not ToolResultPart) : -1;
        parts.Insert(at < 0 ? parts.Count : at, part);
    }

    private readonly record struct Message(bool IsUser, List<Part> Parts);
}
