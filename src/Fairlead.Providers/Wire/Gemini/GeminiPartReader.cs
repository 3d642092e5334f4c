using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Reads parts: of a request's contents, of its instructions, of an answer.</summary>
/// <param name="body">The body.</param>
/// <param name="calls">The request's calls; null for an answer, whose calls may be without an id.</param>
/// <param name="at">Where the parts stand, for errors.</param>
internal sealed class GeminiPartReader(JsonBody body, GeminiCalls? calls, string at)
{
    private static readonly Utf8Text NoArguments = Utf8Text.Of("{}");

    /// <summary>Reads all of them.</summary>
    public void Read(JsonElement list, List<Part> parts)
    {
        foreach (var item in list.Several(at))
        {
            if (Read(item) is { } part)
            {
                parts.Add(part);
            }
        }
    }

    /// <summary>Reads one; null where it holds nothing.</summary>
    public Part? Read(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new WireException($"'{at}' has a part that is no object", at);
        }

        var part = Content(item);
        if (part is not null && item.TryMember("thoughtSignature"u8, out var signature))
        {
            part.Signature = new SignedState(SignedBy.Google, body.Text(signature));
        }

        return part;
    }

    /// <summary>Whether a part is a thought.</summary>
    public static bool IsThought(JsonElement item) => item.TryMember("thought"u8, out var thought) && thought.ValueKind == JsonValueKind.True;

    private Part? Content(JsonElement item)
    {
        if (item.TryObjectMember("functionCall"u8, out var call))
        {
            return Call(call);
        }

        if (item.TryObjectMember("functionResponse"u8, out var result))
        {
            return Result(result);
        }

        // A film of which only a piece is meant, and a picture that was but thought of, are Google's own.
        var isOwn = item.TryMember("videoMetadata"u8, out _) || IsThought(item);
        if (!isOwn && GeminiMedia.Read(body, item) is { } media)
        {
            return media;
        }

        if (item.TryMember("text"u8, out var text))
        {
            return Text(item, body.Text(text));
        }

        foreach (var member in item.EnumerateObject())
        {
            if (GeminiNames.Camel(member.Name) is not ("thought" or "thoughtSignature"))
            {
                return new OpaquePart(GeminiDialect.FormatName, body.Raw(item));
            }
        }

        return item.TryMember("thoughtSignature"u8, out _) ? Text(item, default) : null;
    }

    private static Part Text(JsonElement item, Utf8Text text) => IsThought(item) ? new ReasoningPart(text) : new TextPart(text);

    private ToolCallPart Call(JsonElement call)
    {
        var name = call.Word("name"u8) ?? (calls is null ? "" : throw new WireException($"a call of '{at}' has no 'name'", at));
        var id = call.Word("id"u8);
        return new ToolCallPart(
            calls is null ? id ?? "" : calls.Called(id, name),
            name,
            call.TryObjectMember("args"u8, out var arguments) ? new Utf8Text(body.Raw(arguments).Memory) : NoArguments);
    }

    private ToolResultPart Result(JsonElement value)
    {
        var name = value.Word("name"u8) ?? throw new WireException($"a result of '{at}' has no 'name'", at);
        var id = value.Word("id"u8);
        value.TryMember("response"u8, out var response);
        var isError = GeminiResults.Find(response, "error"u8, out var told);
        var result = new ToolResultPart(calls?.Answered(id, name) ?? id ?? name) { Name = name, IsError = isError };
        if (!isError && !GeminiResults.Find(response, "output"u8, out told))
        {
            told = response;
        }

        var text = told.ValueKind == JsonValueKind.String ? body.Text(told) : new Utf8Text(body.Raw(told).Memory);
        var hasMedia = value.TryMember("parts"u8, out var parts);
        if (!(hasMedia && GeminiResults.IsEmpty(response)) && !text.IsEmpty)
        {
            result.Content.Add(new TextPart(text));
        }

        if (hasMedia)
        {
            Read(parts, result.Content);
        }

        return result;
    }
}
