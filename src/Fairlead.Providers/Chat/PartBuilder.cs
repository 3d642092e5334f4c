using Fairlead.Providers.Translation;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>Reads one of Microsoft.Extensions.AI's contents.</summary>
internal static class PartBuilder
{
    /// <summary>The part; null for what is no part of a prompt (usage, errors).</summary>
    public static Part? Part(AIContent content) => content switch
    {
        TextReasoningContent thought => new ReasoningPart(Utf8Text.Of(thought.Text))
        {
            IsEncrypted = ProtectedState.IsHidden(thought.ProtectedData),
            Signature = ProtectedState.Read(thought.ProtectedData),
        },
        TextContent text => new TextPart(Utf8Text.Of(text.Text)),
        UriContent uri => new MediaPart(KindOf(uri.MediaType)) { MediaType = uri.MediaType, Url = uri.Uri.AbsoluteUri, Detail = Detail(uri) },
        DataContent data => new MediaPart(KindOf(data.MediaType))
        {
            MediaType = data.MediaType,
            Base64 = Utf8Text.Of(data.Base64Data.ToString()),
            Name = data.Name,
            Detail = Detail(data),
        },
        HostedFileContent hosted => new MediaPart(MediaKind.Document) { FileId = hosted.FileId, Name = hosted.Name },
        FunctionCallContent call => new ToolCallPart(call.CallId, call.Name, Utf8Text.Of(JsonValues.ArgumentsText(call.Arguments)))
        {
            Signature = call.AdditionalProperties?.TryGetValue(ProtectedState.Key, out var state) == true ? ProtectedState.Read(state as string) : SignedState.None,
        },
        _ => null,
    };

    private static string? Detail(AIContent content) =>
        content.AdditionalProperties?.TryGetValue("detail", out var detail) == true ? detail?.ToString() : null;

    private static MediaKind KindOf(string mediaType) =>
        mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? MediaKind.Image
        : mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? MediaKind.Audio
        : mediaType.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? MediaKind.Video
        : MediaKind.Document;
}
