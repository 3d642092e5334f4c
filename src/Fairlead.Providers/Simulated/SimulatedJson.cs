using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Selection;

namespace Fairlead.Providers.Simulated;

/// <summary>Writes answers in OpenAI's format.</summary>
internal static class SimulatedJson
{
    /// <summary>Call ids OpenAI gives begin like this.</summary>
    public static string ToolCallId(string answerId, int index) => string.Create(CultureInfo.InvariantCulture, $"call_{answerId[(answerId.IndexOf('-', StringComparison.Ordinal) + 1)..]}_{index}");

    /// <summary>A whole answer.</summary>
    public static void WriteAnswer(Utf8JsonWriter json, SimulatedAnswer answer)
    {
        var chat = answer.Surface == Surface.ChatCompletions;
        json.WriteStartObject();
        WriteHead(json, answer, chat ? "chat.completion" : "text_completion");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        if (chat)
        {
            WriteMessage(json, answer);
        }
        else
        {
            json.WriteString("text", answer.Text());
        }

        json.WriteNull("logprobs");
        json.WriteString("finish_reason", answer.FinishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteUsage(json, answer.PromptTokens, answer.Tokens);
        json.WriteEndObject();
    }

    /// <summary>The parts every answer and every chunk begins with.</summary>
    public static void WriteHead(Utf8JsonWriter json, SimulatedAnswer answer, string kind)
    {
        json.WriteString("id", answer.Id);
        json.WriteString("object", kind);
        json.WriteNumber("created", answer.Created);
        json.WriteString("model", answer.Model);
        json.WriteString("system_fingerprint", "fp_simulated");
    }

    /// <summary>The member <c>usage</c>.</summary>
    public static void WriteUsage(Utf8JsonWriter json, int promptTokens, int completionTokens)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", promptTokens);
        json.WriteNumber("completion_tokens", completionTokens);
        json.WriteNumber("total_tokens", promptTokens + completionTokens);
        json.WriteEndObject();
    }

    /// <summary>A tool call or the first fragment of one.</summary>
    public static void WriteToolCall(Utf8JsonWriter json, string id, string name, string arguments)
    {
        json.WriteString("id", id);
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", name);
        json.WriteString("arguments", arguments);
        json.WriteEndObject();
    }

    /// <summary>An error's body.</summary>
    public static byte[] Error(SimulatedError error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", error.Message);
            json.WriteString("type", error.Type);
            json.WriteNull("param");
            json.WriteString("code", error.Code);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The answer to an embedding call: unit vectors that are the same for the same input.</summary>
    public static byte[] Embeddings(SimulatedRequest request, SimulatedSettings settings, string model)
    {
        var vector = new float[request.Dimensions ?? settings.EmbeddingDimensions];
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            for (var i = 0; i < request.Inputs.Count; i++)
            {
                Fill(vector, request.Inputs[i]);
                json.WriteStartObject();
                json.WriteString("object", "embedding");
                json.WriteNumber("index", i);
                WriteVector(json, vector, request.Base64);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("model", model);
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", request.PromptTokens);
            json.WriteNumber("total_tokens", request.PromptTokens);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, SimulatedAnswer answer)
    {
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        if (answer.ToolCalls.Count == 0)
        {
            json.WriteString("content", answer.Text());
        }
        else
        {
            json.WriteNull("content");
            json.WriteStartArray("tool_calls");
            for (var i = 0; i < answer.ToolCalls.Count; i++)
            {
                json.WriteStartObject();
                WriteToolCall(json, ToolCallId(answer.Id, i), answer.ToolCalls[i].Name, answer.ToolCalls[i].Arguments);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteNull("refusal");
        json.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter json, float[] vector, bool base64)
    {
        if (base64)
        {
            // Little-endian 32-bit floats, as the vendors' clients decode them; .NET runs on little-endian machines here.
            json.WriteBase64String("embedding", MemoryMarshal.AsBytes<float>(vector));
            return;
        }

        json.WriteStartArray("embedding");
        foreach (var number in vector)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void Fill(float[] vector, ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var square = 0.0;
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(2 * random.NextDouble() - 1);
            square += (double)vector[i] * vector[i];
        }

        var scale = square > 0 ? (float)(1 / Math.Sqrt(square)) : 1;
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] *= scale;
        }
    }
}
