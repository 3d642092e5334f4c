using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Translation.FreeText;

/// <summary>
/// Tools that take free text (OpenAI's custom tools), for formats whose tools take JSON: each becomes a function of one text, calls of earlier turns too.
/// <see cref="FreeTextCalls"/> is the way back.
/// </summary>
internal static class FreeTextTools
{
    /// <summary>What such a function takes.</summary>
    public static RawJson Schema { get; } =
        RawJson.Of("""{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}""");

    /// <summary>The names of a conversation's tools that take free text.</summary>
    public static IReadOnlyList<string> NamesOf(Conversation conversation) =>
        [.. conversation.Tools.Where(static tool => tool.Kind == ToolKind.Custom).Select(static tool => tool.Name)];

    /// <summary>The conversation with functions in their place; itself where it has none.</summary>
    /// <param name="conversation">The conversation; not changed.</param>
    /// <param name="target">Whom it is written for.</param>
    public static Conversation Wrap(Conversation conversation, RequestTarget target)
    {
        if (!conversation.Tools.Exists(static tool => tool.Kind == ToolKind.Custom) && !conversation.Turns.Exists(HasCustom))
        {
            return conversation;
        }

        var wrapped = conversation.Copy();
        for (var i = 0; i < wrapped.Tools.Count; i++)
        {
            if (wrapped.Tools[i].Kind == ToolKind.Custom)
            {
                wrapped.Tools[i] = Function(wrapped.Tools[i], target);
            }
        }

        for (var i = 0; i < wrapped.Turns.Count; i++)
        {
            if (HasCustom(wrapped.Turns[i]))
            {
                wrapped.Turns[i] = Of(wrapped.Turns[i]);
            }
        }

        return wrapped;
    }

    private static bool HasCustom(Turn turn) => turn.Parts.Exists(static part => part is ToolCallPart { IsCustom: true } or ToolResultPart { IsCustom: true });

    private static ToolDefinition Function(ToolDefinition tool, RequestTarget target)
    {
        var grammar = GrammarOf(tool.Schema);
        if (grammar is not null)
        {
            target.LoseParameter("tools.format", $"the tool '{tool.Name}' takes text by a grammar, and {target.Vendor.Label} has no grammars");
        }

        // With drop_params the model is told of the grammar, if not held to it.
        return tool with
        {
            Kind = ToolKind.Function,
            Schema = Schema,
            Description = grammar is null ? tool.Description : $"{tool.Description}\n\nThe input must follow this grammar:\n{grammar}".TrimStart(),
        };
    }

    /// <summary>The grammar of a custom tool's format, as the chat format has it; null for free text.</summary>
    private static string? GrammarOf(RawJson format)
    {
        if (format.IsEmpty)
        {
            return null;
        }

        using var body = JsonBody.Parse(format.Memory);
        return body.Root.TryObject("grammar"u8, out var grammar) ? grammar.Text("definition"u8) ?? "" : null;
    }

    private static Turn Of(Turn turn)
    {
        var wrapped = new Turn(turn.Role) { Name = turn.Name };
        foreach (var part in turn.Parts)
        {
            wrapped.Parts.Add(part switch
            {
                ToolCallPart { IsCustom: true } call => new ToolCallPart(call.Id, call.Name, Arguments(call.Arguments)) { CacheControl = call.CacheControl, Signature = call.Signature },
                ToolResultPart { IsCustom: true } result => Of(result),
                _ => part,
            });
        }

        return wrapped;
    }

    private static ToolResultPart Of(ToolResultPart custom)
    {
        var result = new ToolResultPart(custom.CallId) { Name = custom.Name, IsError = custom.IsError, CacheControl = custom.CacheControl, Signature = custom.Signature };
        result.Content.AddRange(custom.Content);
        return result;
    }

    private static Utf8Text Arguments(Utf8Text input)
    {
        var output = new ArrayBufferWriter<byte>(input.Memory.Length + 16);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteText("input"u8, input);
            json.WriteEndObject();
        }

        return new Utf8Text(output.WrittenMemory);
    }
}
