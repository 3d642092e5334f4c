using System.Text.Json;
using Fairlead.Providers.Translation;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>Turns a part of an answer into one of Microsoft.Extensions.AI's contents.</summary>
internal static class ContentBuilder
{
    /// <summary>The content; null for what has none there (a vendor's own blocks).</summary>
    public static AIContent? Content(Part part) => part switch
    {
        TextPart text => Cited(new TextContent(text.Text.ToString()), text.Citations),
        ReasoningPart thought => new TextReasoningContent(thought.Text.ToString()) { ProtectedData = ProtectedState.Write(thought.Signature, thought.IsEncrypted) },
        RefusalPart refusal => new ErrorContent(refusal.Text.ToString()) { ErrorCode = "Refusal" },
        ToolCallPart call => Call(call),
        MediaPart { Url: { } url } media => new UriContent(url, media.MediaType ?? "application/octet-stream"),
        MediaPart { Base64.IsEmpty: false } media => new DataContent(Convert.FromBase64String(media.Base64.ToString()), media.MediaType ?? "application/octet-stream") { Name = media.Name },
        _ => null,
    };

    private static TextContent Cited(TextContent text, IReadOnlyList<Citation> citations)
    {
        foreach (var citation in citations)
        {
            (text.Annotations ??= []).Add(Annotation(citation));
        }

        return text;
    }

    /// <summary>A citation as an annotation.</summary>
    public static CitationAnnotation Annotation(Citation citation) => new()
    {
        Title = citation.Title,
        Url = Uri.TryCreate(citation.Url, UriKind.Absolute, out var url) ? url : null,
        Snippet = citation.CitedText,
        AnnotatedRegions = citation is { Start: { } start, End: { } end } ? [new TextSpanAnnotatedRegion { StartIndex = start, EndIndex = end }] : null,
    };

    /// <summary>A call whose arguments are whole.</summary>
    public static FunctionCallContent Call(ToolCallPart call)
    {
        var content = FunctionCallContent.CreateFromParsedArguments(
            call.Arguments.IsEmpty ? "{}" : call.Arguments.ToString(),
            // Ollama's older versions send no id; the result must be able to name the call all the same.
            call.Id.Length > 0 ? call.Id : Guid.CreateVersion7().ToString("N"),
            call.Name,
            static text => Parse(text));
        if (ProtectedState.Write(call.Signature, hidden: false) is { } state)
        {
            content.AdditionalProperties = new() { [ProtectedState.Key] = state };
        }

        return content;
    }

    private static Dictionary<string, object?> Parse(string text)
    {
        // The caller catches what this throws, and puts it beside the call.
        using var document = JsonDocument.Parse(string.IsNullOrWhiteSpace(text) ? "{}" : text);
        var arguments = new Dictionary<string, object?>();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            arguments[member.Name] = member.Value.Clone();
        }

        return arguments;
    }
}
