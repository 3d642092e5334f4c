using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Writes <c>systemInstruction</c> and <c>contents</c>: the user first, no content empty, the results of one turn's calls together.</summary>
internal sealed class GeminiContentWriter(Conversation conversation, GeminiModel model, RequestTarget target, Utf8JsonWriter json)
{
    /// <summary>What the user says where nobody does: a conversation must hold something of theirs.</summary>
    private static readonly TextPart Continue = new(Utf8Text.Of("Please continue."));

    private readonly GeminiPartWriter _parts = new(conversation, model, target, json);

    public void Write()
    {
        Instructions();
        json.WriteStartArray("contents"u8);
        var loop = conversation.Turns.FindLastIndex(static turn => turn.Role == Role.User);
        var any = false;
        for (var i = 0; i < conversation.Turns.Count; i++)
        {
            var turn = conversation.Turns[i];
            if (turn.Role is Role.System or Role.Developer || !turn.Parts.Exists(_parts.IsWritten))
            {
                continue;
            }

            if (turn.Name is not null)
            {
                target.LoseHint("name", "Google's format has no names of speakers");
            }

            if (!any && turn.Role == Role.Assistant)
            {
                Content(isModel: false, [Continue], needsSignature: false);
            }

            any = true;
            Content(turn.Role == Role.Assistant, turn.Parts, needsSignature: i > loop);
        }

        if (!any)
        {
            Content(isModel: false, [Continue], needsSignature: false);
        }

        json.WriteEndArray();
    }

    private void Content(bool isModel, List<Part> parts, bool needsSignature)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, isModel ? "model"u8 : "user"u8);
        json.WriteStartArray("parts"u8);
        var isFirstCall = true;
        foreach (var part in parts)
        {
            if (_parts.IsWritten(part))
            {
                _parts.Write(part, needsSignature && isFirstCall);
                isFirstCall &= part is not ToolCallPart;
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Instructions()
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
                if (part is not TextPart { Text.IsEmpty: false })
                {
                    continue;
                }

                if (spoken)
                {
                    target.LoseHint("messages", "Google has instructions at the head only: those amid the conversation are put there");
                }

                if (!open)
                {
                    json.WriteStartObject("systemInstruction"u8);
                    json.WriteStartArray("parts"u8);
                    open = true;
                }

                _parts.Write(part, needsSignature: false);
            }
        }

        if (open)
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}
