using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads an unstreamed chat answer, in any imitator's variation.</summary>
internal static class ChatAnswerReader
{
    public static Answer Read(JsonBody body)
    {
        var root = body.Root;
        if (ChatExtras.IsError(root))
        {
            throw new WireException("the answer is an error under a status of success");
        }

        if (!root.TryArray("choices"u8, out var choices))
        {
            throw new WireException("the answer has no 'choices'");
        }

        var answer = new Answer
        {
            Id = root.Text("id"u8) ?? "",
            Model = root.Text("model"u8) ?? "",
            Created = Created(root),
            ServiceTier = root.Text("service_tier"u8),
            Usage = root.TryGetProperty("usage"u8, out var usage) ? ChatUsage.Read(usage) : null,
        };
        foreach (var choice in choices.EnumerateArray())
        {
            answer.Choices.Add(Choice(body, choice));
        }

        foreach (var member in root.EnumerateObject())
        {
            if (ChatExtras.IsExtra(member))
            {
                answer.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: false));
            }
        }

        return answer;
    }

    /// <summary>Seconds since 1970; some servers send milliseconds.</summary>
    public static long Created(JsonElement root)
    {
        const long year2200 = 7_258_118_400;
        var created = root.Number("created"u8) ?? 0;
        return created > year2200 ? created / 1000 : created;
    }

    private static AnswerChoice Choice(JsonBody body, JsonElement item)
    {
        var choice = new AnswerChoice();
        if (item.TryObject("message"u8, out var message))
        {
            ChatReasoning.Thoughts(body, message, choice.Parts);
            Content(body, message, choice.Parts);
            Calls(body, message, choice.Parts);
            foreach (var member in message.EnumerateObject())
            {
                if (ChatExtras.IsMessageExtra(member))
                {
                    choice.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: false));
                }
            }
        }

        choice.NativeFinish = item.Text("finish_reason"u8);
        choice.Finish = ChatFinish.Read(choice.NativeFinish, choice.Parts.Exists(static part => part is ToolCallPart));
        if (item.TryObject("logprobs"u8, out var logprobs) && logprobs.TryArray("content"u8, out var tokens))
        {
            choice.Logprobs = body.Raw(tokens);
        }

        return choice;
    }

    private static void Content(JsonBody body, JsonElement message, List<Part> parts)
    {
        if (message.TryArray("content"u8, out var list))
        {
            foreach (var item in list.EnumerateArray())
            {
                ContentPart(body, item, parts);
            }
        }
        else if (body.Text(message, "content"u8) is { IsEmpty: false } text)
        {
            parts.Add(new TextPart(text) { Citations = ChatCitations.Read(body, message) });
        }

        if (body.Text(message, "refusal"u8) is { IsEmpty: false } refusal)
        {
            parts.Add(new RefusalPart(refusal));
        }

        ChatMedia.Read(body, message, parts);
    }

    // Mistral: [{"type":"thinking","thinking":[{"type":"text","text":…}]},{"type":"text","text":…}].
    private static void ContentPart(JsonBody body, JsonElement item, List<Part> parts)
    {
        if (item.TryArray("thinking"u8, out _))
        {
            parts.Add(new ReasoningPart(ChatPartReader.Thoughts(body, item)));
        }
        else if (body.Text(item, "text"u8) is { IsEmpty: false } text)
        {
            parts.Add(new TextPart(text));
        }
    }

    private static void Calls(JsonBody body, JsonElement message, List<Part> parts)
    {
        if (message.TryArray("tool_calls"u8, out var calls))
        {
            foreach (var call in calls.EnumerateArray())
            {
                parts.Add(Call(body, call));
            }
        }
        else if (message.TryObject("function_call"u8, out var old))
        {
            parts.Add(new ToolCallPart("", old.Text("name"u8) ?? "", body.Text(old, "arguments"u8)));
        }
    }

    private static ToolCallPart Call(JsonBody body, JsonElement call)
    {
        var id = call.Text("id"u8) ?? "";
        var signature = ChatReasoning.CallSignature(body, call);
        if (call.TryObject("custom"u8, out var custom))
        {
            return new ToolCallPart(id, custom.Text("name"u8) ?? "", body.Text(custom, "input"u8)) { IsCustom = true, Signature = signature };
        }

        call.TryObject("function"u8, out var function);
        // Some servers give the arguments as an object.
        var arguments = function.TryObject("arguments"u8, out var value) ? new Utf8Text(body.Raw(value).Memory) : body.Text(function, "arguments"u8);
        return new ToolCallPart(id, function.Text("name"u8) ?? "", arguments) { Signature = signature };
    }
}
