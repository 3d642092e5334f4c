using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>What a chat request asks of a model, and how long it is.</summary>
internal static class ChatNeeds
{
    // Four characters a token is OpenAI's own rule of thumb for English; good enough to admit, never to bill.
    private const int CharactersPerToken = 4;

    // OpenAI's figure for an image of 1024 × 1024 pixels in full detail; its bytes say nothing of its tokens.
    private const int TokensPerImage = 765;

    public static RequestNeeds Of(IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
    {
        var needs = options?.ResponseFormat is ChatResponseFormatJson { Schema: not null } ? RequestNeeds.ResponseSchema : RequestNeeds.None;
        if (options?.Tools is { } tools)
        {
            foreach (var tool in tools)
            {
                needs |= tool is HostedWebSearchTool ? RequestNeeds.WebSearch : RequestNeeds.Tools;
            }
        }

        foreach (var message in messages)
        {
            foreach (var content in message.Contents)
            {
                needs |= Of(MediaType(content));
            }
        }

        return needs;
    }

    public static int EstimateTokens(IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
    {
        long characters = options?.Instructions?.Length ?? 0;
        long images = 0;
        foreach (var message in messages)
        {
            foreach (var content in message.Contents)
            {
                characters += content is TextContent text ? text.Text.Length : 0;
                images += Of(MediaType(content)) == RequestNeeds.Vision ? 1 : 0;
            }
        }

        return (int)Math.Min((characters / CharactersPerToken) + (images * TokensPerImage), int.MaxValue);
    }

    private static string? MediaType(AIContent content) => content switch
    {
        DataContent data => data.MediaType,
        UriContent uri => uri.MediaType,
        _ => null,
    };

    private static RequestNeeds Of(string? mediaType) =>
        mediaType is null ? RequestNeeds.None
        : mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? RequestNeeds.Vision
        : mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? RequestNeeds.AudioInput
        : mediaType.Equals("application/pdf", StringComparison.OrdinalIgnoreCase) ? RequestNeeds.PdfInput
        : RequestNeeds.None;
}
