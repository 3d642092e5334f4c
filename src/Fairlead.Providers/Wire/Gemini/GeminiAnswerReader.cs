using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Reads an unstreamed answer.</summary>
internal static class GeminiAnswerReader
{
    public static Answer Read(JsonBody body)
    {
        var root = body.Root;
        if (root.ValueKind != JsonValueKind.Object || root.TryObject("error"u8, out _))
        {
            throw new WireException("the answer is an error under a status of success");
        }

        var answer = new Answer
        {
            Id = root.Word("responseId"u8) ?? "",
            Model = root.Word("modelVersion"u8) ?? "",
            Created = GeminiAnswerMembers.Created(root),
            Usage = root.TryMember("usageMetadata"u8, out var usage) ? GeminiUsage.Read(usage) : null,
        };
        var block = GeminiAnswerMembers.Block(root);
        if (root.TryArray("candidates"u8, out var candidates) && candidates.GetArrayLength() > 0)
        {
            foreach (var candidate in candidates.EnumerateArray())
            {
                answer.Choices.Add(Choice(body, candidate));
            }
        }
        else if (block is not null)
        {
            // A prompt that a filter refuses has no candidates, and a status of success.
            answer.Choices.Add(new AnswerChoice { Finish = FinishReason.ContentFilter, NativeFinish = block });
        }
        else
        {
            throw new WireException("the answer has no 'candidates'");
        }

        foreach (var member in root.EnumerateObject())
        {
            if (GeminiAnswerMembers.IsOfAnswer(member))
            {
                answer.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: false));
            }
        }

        return answer;
    }

    private static AnswerChoice Choice(JsonBody body, JsonElement candidate)
    {
        if (candidate.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("a candidate is no object");
        }

        var choice = new AnswerChoice { NativeFinish = candidate.Word("finishReason"u8), Logprobs = GeminiLogprobs.Read(candidate) };
        if (candidate.TryObjectMember("content"u8, out var content) && content.TryMember("parts"u8, out var parts))
        {
            new GeminiPartReader(body, null, "candidates.content.parts").Read(parts, choice.Parts);
        }

        // An empty piece says nothing, and a stream does not tell it at all.
        choice.Parts.RemoveAll(static part => part is TextPart { Text.IsEmpty: true, Signature.IsPresent: false } or ReasoningPart { Text.IsEmpty: true, Signature.IsPresent: false });
        Cite(candidate, choice);
        choice.Finish = GeminiFinish.Read(choice.NativeFinish, choice.Parts.Exists(static part => part is ToolCallPart));
        foreach (var member in candidate.EnumerateObject())
        {
            if (GeminiAnswerMembers.IsOfCandidate(member))
            {
                choice.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: false));
            }
        }

        return choice;
    }

    private static void Cite(JsonElement candidate, AnswerChoice choice)
    {
        var at = choice.Parts.FindLastIndex(static part => part is TextPart { Text.IsEmpty: false });
        if (at < 0)
        {
            return;
        }

        var citations = new List<Citation>();
        GeminiGrounding.Read(candidate, Utf8Texts.OfParts(choice.Parts).Span, citations);
        if (citations.Count > 0)
        {
            choice.Parts[at] = new TextPart(((TextPart)choice.Parts[at]).Text) { Citations = citations, Signature = choice.Parts[at].Signature };
        }
    }
}
