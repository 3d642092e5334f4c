using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Reads an unstreamed answer.</summary>
internal static class ResponsesAnswerReader
{
    public static Answer Read(JsonBody body)
    {
        var root = body.Root;
        if (root.TryObject("error"u8, out _) || root.Text("status"u8) is "failed")
        {
            throw new WireException("the answer is an error under a status of success");
        }

        if (!root.TryArray("output"u8, out var output))
        {
            throw new WireException("the answer has no 'output'");
        }

        var answer = new Answer
        {
            Id = root.Text("id"u8) ?? "",
            Model = root.Text("model"u8) ?? "",
            Created = Created(root),
            ServiceTier = root.Text("service_tier"u8),
            Usage = ResponsesUsage.Read(root),
        };
        var choice = new AnswerChoice();
        foreach (var item in output.EnumerateArray())
        {
            Item(body, item, choice);
        }

        choice.Finish = ResponsesStatus.Read(root, choice.Parts.Exists(static part => part is ToolCallPart), out var native);
        choice.NativeFinish = native;
        answer.Choices.Add(choice);
        return answer;
    }

    /// <summary>Seconds since 1970.</summary>
    public static long Created(JsonElement response) => response.Number("created_at"u8) ?? 0;

    /// <summary>A call of a tool of the client's; null where the item is none.</summary>
    public static ToolCallPart? Call(JsonBody body, JsonElement item) => item.Text("type"u8) switch
    {
        "function_call" => new ToolCallPart(CallId(item), item.Text("name"u8) ?? "", body.Text(item, "arguments"u8)),
        "custom_tool_call" => new ToolCallPart(CallId(item), item.Text("name"u8) ?? "", body.Text(item, "input"u8)) { IsCustom = true },
        _ => null,
    };

    /// <summary>An item that is neither said, thought nor a call: a picture that was drawn, or what only this format knows.</summary>
    public static Part Other(JsonElement item, RawJson raw) =>
        item.Text("type"u8) == "image_generation_call" && item.Text("result"u8) is { } picture
            ? new MediaPart(MediaKind.Image) { MediaType = "image/" + (item.Text("output_format"u8) ?? "png"), Base64 = Utf8Text.Of(picture) }
            : new OpaquePart(ResponsesDialect.FormatName, raw);

    /// <summary>The id by which a call's result is told.</summary>
    public static string CallId(JsonElement item) => item.Text("call_id"u8) ?? item.Text("id"u8) ?? "";

    private static void Item(JsonBody body, JsonElement item, AnswerChoice choice)
    {
        switch (item.Text("type"u8))
        {
            case "message":
                Message(body, item, choice);
                break;
            case "reasoning":
                if (ResponsesThoughts.Read(body, item) is { } thought)
                {
                    choice.Parts.Add(thought);
                }

                break;
            case "function_call" or "custom_tool_call":
                choice.Parts.Add(Call(body, item)!);
                break;
            case null:
                throw new WireException("an item of 'output' has no 'type'");
            default:
                choice.Parts.Add(Other(item, body.Raw(item)));
                break;
        }
    }

    private static void Message(JsonBody body, JsonElement item, AnswerChoice choice)
    {
        if (!item.TryArray("content"u8, out var content))
        {
            return;
        }

        foreach (var part in content.EnumerateArray())
        {
            if (ResponsesPartReader.Said(body, part) is { } said and not (TextPart { Text.IsEmpty: true } or RefusalPart { Text.IsEmpty: true }))
            {
                choice.Parts.Add(said);
            }

            if (choice.Logprobs.IsEmpty && part.TryArray("logprobs"u8, out var logprobs) && logprobs.GetArrayLength() > 0)
            {
                choice.Logprobs = body.Raw(logprobs);
            }
        }
    }
}
