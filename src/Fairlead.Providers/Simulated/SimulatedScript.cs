using System.Text.Json;

namespace Fairlead.Providers.Simulated;

/// <summary>How an answer's body ends.</summary>
internal enum SimulatedEnding
{
    /// <summary>As it should.</summary>
    Whole,

    /// <summary>The connection breaks.</summary>
    Cut,

    /// <summary>Nothing more comes.</summary>
    Hang,

    /// <summary>An error frame comes.</summary>
    ErrorFrame,
}

/// <summary>The events of a stream, by number: the role, the tokens, the finish, the usage if asked for, and <c>[DONE]</c>.</summary>
internal sealed class SimulatedScript(SimulatedAnswer answer, SimulatedEnding ending, int endAfterTokens)
{
    private readonly bool _chat = answer.Surface == Http.Surface.ChatCompletions;

    // Completions have no chunk for the role.
    private int FirstToken => _chat ? 1 : 0;

    private int Finish => FirstToken + answer.Tokens;

    private int Usage => Finish + 1;

    private int Done => answer.IncludeUsage ? Usage + 1 : Usage;

    public SimulatedEnding Ending => ending;

    /// <summary>How many events come before the end or the break.</summary>
    public int Count => ending == SimulatedEnding.Whole ? Done + 1 : FirstToken + Math.Min(endAfterTokens, answer.Tokens);

    /// <summary>Whether the event is a token that comes a pace after the one before it.</summary>
    public bool IsPaced(int index) => index > FirstToken && index < Finish;

    /// <summary>Whether the event is the last line of a stream.</summary>
    public bool IsDone(int index) => index == Done;

    /// <summary>Writes an event's JSON; not for the last line.</summary>
    public void Write(Utf8JsonWriter json, int index)
    {
        json.WriteStartObject();
        SimulatedJson.WriteHead(json, answer, _chat ? "chat.completion.chunk" : "text_completion");
        json.WriteStartArray("choices");
        if (index != Usage)
        {
            WriteChoice(json, index);
        }

        json.WriteEndArray();
        if (index == Usage)
        {
            SimulatedJson.WriteUsage(json, answer.PromptTokens, answer.Tokens);
        }
        else if (answer.IncludeUsage)
        {
            json.WriteNull("usage");
        }

        json.WriteEndObject();
    }

    private void WriteChoice(Utf8JsonWriter json, int index)
    {
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        if (_chat)
        {
            WriteDelta(json, index);
        }
        else
        {
            json.WriteString("text", index < Finish ? answer.Token(index) : "");
        }

        json.WriteNull("logprobs");
        if (index == Finish)
        {
            json.WriteString("finish_reason", answer.FinishReason);
        }
        else
        {
            json.WriteNull("finish_reason");
        }

        json.WriteEndObject();
    }

    private void WriteDelta(Utf8JsonWriter json, int index)
    {
        json.WriteStartObject("delta");
        if (index < FirstToken)
        {
            json.WriteString("role", "assistant");
            if (answer.ToolPieces.Count == 0)
            {
                json.WriteString("content", "");
            }
            else
            {
                json.WriteNull("content");
            }
        }
        else if (index < Finish)
        {
            WriteToken(json, index - FirstToken);
        }

        json.WriteEndObject();
    }

    private void WriteToken(Utf8JsonWriter json, int token)
    {
        if (answer.ToolPieces.Count == 0)
        {
            json.WriteString("content", answer.Token(token));
            return;
        }

        var piece = answer.ToolPieces[token];
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", piece.Index);
        if (piece.Name is not null)
        {
            SimulatedJson.WriteToolCall(json, SimulatedJson.ToolCallId(answer.Id, piece.Index), piece.Name, "");
        }
        else
        {
            json.WriteStartObject("function");
            json.WriteString("arguments", piece.Arguments);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }
}
