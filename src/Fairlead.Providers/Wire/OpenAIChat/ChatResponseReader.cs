using System.Text.Json;
using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads a plain <c>chat.completion</c>.</summary>
internal static class ChatResponseReader
{
    /// <summary>Reads an answer.</summary>
    /// <exception cref="UpstreamException">It is no chat completion, or an error under a status of success.</exception>
    public static ChatResponse Read(ReadOnlyMemory<byte> body)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(body);
            root = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new UpstreamException(FailureKind.MalformedResponse, 200, "the answer is not JSON", inner: exception);
        }

        ErrorFrame.ThrowIfError(root);
        if (!root.TryArray("choices"u8, out var choices))
        {
            throw new UpstreamException(FailureKind.MalformedResponse, 200, "the answer has no choices");
        }

        var response = new ChatResponse
        {
            ResponseId = root.Text("id"u8),
            ModelId = root.Text("model"u8),
            CreatedAt = Created(root),
            RawRepresentation = root,
        };
        foreach (var choice in choices.EnumerateArray())
        {
            // Further choices are alternatives, not further messages; they stay in the raw answer.
            ReadChoice(choice, response);
            break;
        }

        AdditionalPropertiesDictionary? rest = null;
        foreach (var member in root.EnumerateObject())
        {
            switch (member.Name)
            {
                case "id" or "object" or "created" or "model" or "choices":
                    break;
                case "usage":
                    response.Usage = UsageReader.Read(member.Value);
                    break;
                default:
                    JsonMembers.Keep(ref rest, member);
                    break;
            }
        }

        response.AdditionalProperties = rest;
        return response;
    }

    /// <summary>When the answer was made; some local servers send milliseconds.</summary>
    public static DateTimeOffset? Created(JsonElement root)
    {
        // As seconds this is the year 5138: nobody means that.
        const long FirstMilliseconds = 100_000_000_000;
        return root.Number("created"u8) switch
        {
            null or <= 0 => null,
            >= FirstMilliseconds and var milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
            { } seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
        };
    }

    private static void ReadChoice(JsonElement choice, ChatResponse response)
    {
        var message = new ChatMessage(ChatRole.Assistant, []) { MessageId = response.ResponseId };
        var hasCalls = false;
        if (choice.TryObject("message"u8, out var said))
        {
            ContentReader.Read(said, message.Contents);
            hasCalls = ToolCallReader.Read(said, message.Contents);
            AdditionalPropertiesDictionary? rest = null;
            foreach (var member in said.EnumerateObject())
            {
                if (member.Name is not ("role" or "content" or "refusal" or "tool_calls" or "reasoning" or "reasoning_content"))
                {
                    JsonMembers.Keep(ref rest, member);
                }
            }

            message.AdditionalProperties = rest;
        }

        response.Messages.Add(message);
        response.FinishReason = FinishReasons.Read(choice.Text("finish_reason"u8), hasCalls);
    }
}
