using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Rerank;

/// <summary>Writes a client's answer, as Cohere has it. Documents that are wanted are those of the request: not every vendor sends them back.</summary>
internal static class RerankAnswerWriter
{
    public static void Write(RerankAnswer answer, RerankRequest request, string id, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, answer.Id ?? id);
        json.WriteStartArray("results"u8);
        foreach (var (index, score) in answer.Results)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, index);
            json.WriteNumber("relevance_score"u8, score);
            if (request.ReturnDocuments)
            {
                Document(request.Documents[index], json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        Meta(answer, json);
        json.WriteEndObject();
    }

    private static void Document(in RerankDocument document, Utf8JsonWriter json)
    {
        if (!document.Whole.IsEmpty)
        {
            json.WriteJson("document"u8, document.Whole);
            return;
        }

        json.WriteStartObject("document"u8);
        json.WriteText("text"u8, document.Text);
        json.WriteEndObject();
    }

    private static void Meta(RerankAnswer answer, Utf8JsonWriter json)
    {
        json.WriteStartObject("meta"u8);
        json.WriteStartObject("api_version"u8);
        json.WriteString("version"u8, "2"u8);
        json.WriteEndObject();
        if (answer.SearchUnits is { } units)
        {
            json.WriteStartObject("billed_units"u8);
            json.WriteNumber("search_units"u8, units);
            json.WriteEndObject();
        }

        if (answer.Tokens is { } tokens)
        {
            json.WriteStartObject("tokens"u8);
            json.WriteNumber("input_tokens"u8, tokens);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (answer.Tokens is { } used)
        {
            // Where limits and spend are read; Cohere's clients pass over it.
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, used);
            json.WriteNumber("total_tokens"u8, used);
            json.WriteEndObject();
        }
    }
}
