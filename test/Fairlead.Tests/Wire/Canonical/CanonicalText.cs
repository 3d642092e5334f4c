using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;

namespace Fairlead.Tests.Wire.Canonical;

/// <summary>Canonical requests and answers as texts, to be compared and shown.</summary>
internal static class CanonicalText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A request, a line a thing.</summary>
    public static string Of(Conversation conversation)
    {
        var text = new StringBuilder();
        foreach (var turn in conversation.Turns)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{turn.Role}{(turn.Name is null ? "" : " " + turn.Name)}]\n");
            Parts(turn.Parts, text, "");
        }

        foreach (var tool in conversation.Tools)
        {
            text.Append(CultureInfo.InvariantCulture, $"tool {tool.Kind} {tool.Name} '{tool.Description}' {Json(tool.Schema)} strict={tool.Strict} cache={Json(tool.CacheControl)} {tool.Dialect} {Json(tool.Json)}\n");
        }

        Line("choice", conversation.ToolChoice is { } choice ? $"{choice.Mode} {choice.Name} {string.Join(',', choice.Allowed ?? [])}" : null);
        Line("parallel", conversation.ParallelToolCalls);
        Line("max", conversation.MaxOutputTokens);
        Line("temperature", conversation.Temperature);
        Line("top_p", conversation.TopP);
        Line("top_k", conversation.TopK);
        Line("stop", conversation.Stop.Count == 0 ? null : string.Join('|', conversation.Stop));
        Line("output", conversation.Output is { } output ? $"{output.Kind} {output.Name} {output.Description} {Json(output.Schema)}" : null);
        Line("reasoning", conversation.Reasoning);
        Line("tier", conversation.ServiceTier);
        Line("metadata", conversation.Metadata.IsEmpty ? null : Json(conversation.Metadata));
        foreach (var extra in conversation.Extras)
        {
            Line("extra " + extra.Name, Json(extra.Value));
        }

        return text.ToString();

        void Line(string name, object? value)
        {
            if (value is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
            }
        }
    }

    /// <summary>An answer, a line a thing.</summary>
    public static string Of(Answer answer, bool withExtras = true)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{answer.Id} {answer.Model} {answer.Usage}\n");
        foreach (var choice in answer.Choices)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{choice.Finish} {choice.StopSequence}]\n");
            Parts(choice.Parts, text, "");
        }

        foreach (var extra in withExtras ? answer.Extras : [])
        {
            text.Append(CultureInfo.InvariantCulture, $"extra {extra.Name}: {Json(extra.Value)}\n");
        }

        return text.ToString();
    }

    /// <summary>JSON with lines, for golden files.</summary>
    public static string Pretty(ReadOnlySpan<byte> json) => JsonNode.Parse(json)!.ToJsonString(Indented) + "\n";

    private static void Parts(List<Part> parts, StringBuilder text, string indent)
    {
        foreach (var part in parts)
        {
            text.Append(indent).Append(Of(part));
            if (!part.CacheControl.IsEmpty)
            {
                text.Append(" cache=").Append(Json(part.CacheControl));
            }

            if (part.Signature.IsPresent)
            {
                text.Append(CultureInfo.InvariantCulture, $" signed={part.Signature.By}:{part.Signature.Value}");
            }

            text.Append('\n');
            if (part is ToolResultPart result)
            {
                Parts(result.Content, text, indent + "    ");
            }
        }
    }

    private static string Of(Part part) => part switch
    {
        TextPart text => $"text '{text.Text}'" + string.Concat(text.Citations.Select(static citation => $" [{citation.Title}|{citation.Url}|{citation.CitedText}]")),
        ReasoningPart thought => $"{(thought.IsEncrypted ? "hidden" : "thought")} '{thought.Text}'",
        RefusalPart refusal => $"refusal '{refusal.Text}'",
        ToolCallPart call => $"call {call.Id} {call.Name} {Arguments(call.Arguments)}",
        ToolResultPart result => $"result {result.CallId} error={result.IsError}",
        MediaPart media => $"{media.Kind} {media.MediaType} {media.Base64}{media.Url}{media.FileId}{media.Text} name={media.Name} citations={media.Citations}",
        OpaquePart opaque => $"opaque {opaque.Dialect} {Json(opaque.Json)}",
        _ => part.ToString()!,
    };

    private static string Arguments(Utf8Text arguments)
    {
        try
        {
            return JsonNode.Parse(arguments.Span)?.ToJsonString() ?? "";
        }
        catch (JsonException)
        {
            return "!" + arguments;
        }
    }

    private static string Json(RawJson json) => json.IsEmpty ? "" : JsonNode.Parse(json.Span)?.ToJsonString() ?? "null";
}
