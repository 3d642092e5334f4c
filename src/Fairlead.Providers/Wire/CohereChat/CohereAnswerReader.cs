using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Reads an unstreamed answer. It does not name its model.</summary>
internal static class CohereAnswerReader
{
    public static Answer Read(JsonBody body)
    {
        var root = body.Root;
        if (!root.TryObject("message"u8, out var message))
        {
            throw new WireException("the answer has no 'message'");
        }

        var answer = new Answer { Id = root.Text("id"u8) ?? "", Usage = root.TryObject("usage"u8, out var usage) ? CohereUsage.Read(usage) : null };
        var choice = new AnswerChoice { NativeFinish = root.Text("finish_reason"u8) };
        Content(body, message, choice.Parts);
        CohereCalls.Plan(body, message, choice.Parts);
        if (!CohereCalls.Read(body, message, choice.Parts))
        {
            throw new WireException("a tool call of the answer has no 'function'");
        }

        choice.Finish = CohereFinish.Read(choice.NativeFinish, choice.Parts.Exists(static part => part is ToolCallPart));
        if (root.TryArray("logprobs"u8, out var logprobs))
        {
            choice.Logprobs = CohereLogprobs.Read(logprobs);
        }

        answer.Choices.Add(choice);
        return answer;
    }

    private static void Content(JsonBody body, JsonElement message, List<Part> parts)
    {
        if (!message.TryArray("content"u8, out var content))
        {
            if (body.Text(message, "content"u8) is { IsEmpty: false } only)
            {
                parts.Add(new TextPart(only) { Citations = Citations(message, 0, 0) });
            }

            return;
        }

        var first = content.EnumerateArray().TakeWhile(static item => item.Text("type"u8) != "text").Count();
        var index = 0;
        foreach (var item in content.EnumerateArray())
        {
            if (body.Text(item, "thinking"u8) is { IsEmpty: false } thought)
            {
                parts.Add(new ReasoningPart(thought));
            }
            else if (body.Text(item, "text"u8) is { IsEmpty: false } text)
            {
                parts.Add(new TextPart(text) { Citations = Citations(message, index, first) });
            }

            index++;
        }
    }

    // Without the number of a piece they are the first text's.
    private static List<Citation> Citations(JsonElement message, int index, int first)
    {
        var citations = new List<Citation>();
        if (message.TryArray("citations"u8, out var list))
        {
            foreach (var item in list.EnumerateArray())
            {
                if (CohereCitations.IsOfText(item) && (item.Number("content_index"u8) ?? first) == index)
                {
                    citations.Add(CohereCitations.Read(item));
                }
            }
        }

        return citations;
    }
}
