using Fairlead.Attempts;

namespace Fairlead.Gateway.Relay;

/// <summary>What a request needs of a model, from what was noticed while its members were jumped over.</summary>
internal static class RequestScan
{
    /// <summary>An image costs some hundreds of tokens whatever its bytes; OpenAI's figure for one of 1024 × 1024 pixels in full detail is 765.</summary>
    private const int TokensPerImage = 765;

    private const RequestNeeds OfContent = RequestNeeds.Vision | RequestNeeds.AudioInput | RequestNeeds.PdfInput;

    /// <summary>Whether a member is looked at while it is jumped over.</summary>
    public static bool Wants(RequestField field) => field is >= RequestField.Messages and <= RequestField.WebSearchOptions;

    /// <summary>Notes what was found.</summary>
    public static void Note(RequestField field, in ContentScan scan, RequestView view)
    {
        switch (field)
        {
            case RequestField.Messages:
                view.Needs |= scan.Needs & OfContent;
                view.InputTokens += (scan.Images * TokensPerImage) - (scan.DataLength / RequestParser.BytesPerToken);
                break;
            case RequestField.Tools:
                view.Needs |= scan.Items > scan.WebSearches ? RequestNeeds.Tools : RequestNeeds.None;
                view.Needs |= scan.WebSearches > 0 ? RequestNeeds.WebSearch : RequestNeeds.None;
                break;
            case RequestField.ResponseFormat:
                view.Needs |= scan.Needs & RequestNeeds.ResponseSchema;
                break;
            case RequestField.Modalities:
                view.Needs |= scan.Needs & RequestNeeds.AudioOutput;
                break;
            case RequestField.WebSearchOptions:
                view.Needs |= RequestNeeds.WebSearch;
                break;
        }
    }
}
