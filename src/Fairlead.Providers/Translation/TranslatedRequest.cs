namespace Fairlead.Providers.Translation;

/// <summary>A request as it is sent to one deployment.</summary>
/// <param name="Dialect">The format it is in.</param>
/// <param name="Body">The body.</param>
/// <param name="Losses">What has no place in that format.</param>
internal sealed record TranslatedRequest(Dialect Dialect, ReadOnlyMemory<byte> Body, IReadOnlyList<Loss> Losses)
{
    /// <summary>The first loss that forbids to send it: part of the prompt, or a parameter where none may be lost.</summary>
    /// <param name="dropParameters">Parameters may be lost.</param>
    public Loss? Refusal(bool dropParameters)
    {
        foreach (var loss in Losses)
        {
            if (loss.Kind == LossKind.Content || loss.Kind == LossKind.Parameter && !dropParameters)
            {
                return loss;
            }
        }

        return null;
    }
}
