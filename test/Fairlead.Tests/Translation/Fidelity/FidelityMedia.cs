using Fairlead.Providers.Translation;

namespace Fairlead.Tests.Translation.Fidelity;

/// <summary>Media in requests.</summary>
internal static class FidelityMedia
{
    public static IReadOnlyList<RequestFeature> Requests { get; } =
    [
        Media("picture", static () => new MediaPart(MediaKind.Image) { MediaType = "image/png", Base64 = FidelityRequests.Text("iVBORw0KGgo=") }),
        Media("picture by address", static () => new MediaPart(MediaKind.Image) { Url = "https://example.com/a.png" }),
        Media("how closely to look (`detail`)", static () => new MediaPart(MediaKind.Image) { MediaType = "image/png", Base64 = FidelityRequests.Text("iVBORw0KGgo="), Detail = "low" }, static media => media.Detail),
        Media("sound", static () => new MediaPart(MediaKind.Audio) { MediaType = "audio/wav", Base64 = FidelityRequests.Text("UklGRg==") }),
        Media("video", static () => new MediaPart(MediaKind.Video) { MediaType = "video/mp4", Base64 = FidelityRequests.Text("AAAAIGZ0eXA=") }),
        Media("PDF", static () => new MediaPart(MediaKind.Document) { MediaType = "application/pdf", Base64 = FidelityRequests.Text("JVBERi0="), Name = "a.pdf" }),
        Media("PDF by address", static () => new MediaPart(MediaKind.Document) { MediaType = "application/pdf", Url = "https://example.com/a.pdf", Name = "a.pdf" }),
        Media("document in plain text", static () => new MediaPart(MediaKind.Document) { MediaType = "text/plain", Text = FidelityRequests.Text("Once upon"), Name = "a" }),
        Media("file uploaded before", static () => new MediaPart(MediaKind.Document) { FileId = "file-1" }, static media => media.FileId),
        Media("citations asked for", static () => new MediaPart(MediaKind.Document) { MediaType = "application/pdf", Base64 = FidelityRequests.Text("JVBERi0="), Name = "a.pdf", Citations = true }, static media => media.Citations ? "asked" : null),
    ];

    private static RequestFeature Media(string name, Func<MediaPart> part, Func<MediaPart, string?>? see = null) => new(
        name,
        (c, _) => c.Turns.Add(FidelityRequests.Said(Role.User, part())),
        c => c.Turns.SelectMany(static turn => turn.Parts).OfType<MediaPart>().FirstOrDefault() is { } media
            ? see is null ? $"{media.Kind} {media.Base64}{media.Text}{(media.Url is null ? "" : "address")}" : see(media)
            : null);
}
