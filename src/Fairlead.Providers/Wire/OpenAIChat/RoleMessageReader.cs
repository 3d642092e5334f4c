using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads <c>messages</c> in the forms that took OpenAI's first one over: system, user, assistant and tool, a turn each; results that follow one another are one turn.</summary>
internal abstract class RoleMessageReader
{
    public void Read(JsonElement messages, List<Turn> turns)
    {
        var index = 0;
        foreach (var message in messages.Items("messages"))
        {
            Message(message, turns, $"messages[{index++}]");
        }
    }

    /// <summary>Reads what a message says.</summary>
    /// <param name="message">The message.</param>
    /// <param name="parts">Gets it.</param>
    /// <param name="at">Where it stands, for errors.</param>
    protected abstract void Content(JsonElement message, List<Part> parts, string at);

    /// <summary>Reads what an assistant says, thinks and calls.</summary>
    /// <inheritdoc cref="Content"/>
    protected abstract void Assistant(JsonElement message, List<Part> parts, string at);

    /// <summary>The result of a call, without its content.</summary>
    /// <param name="message">The message.</param>
    /// <param name="at">Where it stands, for errors.</param>
    protected abstract ToolResultPart Result(JsonElement message, string at);

    private void Message(JsonElement message, List<Turn> turns, string at)
    {
        switch (message.Text("role"u8))
        {
            case "system":
                Content(message, Add(turns, Role.System), at);
                break;
            case "user":
                Content(message, Add(turns, Role.User), at);
                break;
            case "assistant":
                Assistant(message, Add(turns, Role.Assistant), at);
                break;
            case "tool":
                var result = Result(message, at);
                Content(message, result.Content, at);
                (turns is [.., { Role: Role.Tool }] ? turns[^1].Parts : Add(turns, Role.Tool)).Add(result);
                break;
            case null:
                throw new WireException($"'{at}' has no 'role'", at + ".role");
            case var role:
                throw new WireException($"'{at}.role' is '{role}'; system, user, assistant and tool are roles", at + ".role");
        }
    }

    private static List<Part> Add(List<Turn> turns, Role role)
    {
        var turn = new Turn(role);
        turns.Add(turn);
        return turn.Parts;
    }
}
