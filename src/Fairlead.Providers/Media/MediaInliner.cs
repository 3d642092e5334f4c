using System.Collections.Concurrent;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Media;

/// <summary>Puts bytes in the place of addresses that a deployment's format does not take. One for a request: what was fetched serves its other attempts.</summary>
/// <param name="fetcher">Fetches.</param>
/// <param name="maxBytes">Most bytes of all media of the request.</param>
internal sealed class MediaInliner(MediaFetcher fetcher, long maxBytes)
{
    /// <summary>Default of <c>max_media_size_mb</c> in bytes: LiteLLM's limit for pictures it fetches.</summary>
    public const long DefaultMaxBytes = 50L * 1024 * 1024;

    /// <summary>Files fetched at once.</summary>
    private const int AtOnce = 4;

    private readonly ConcurrentDictionary<(MediaKind, string), FetchedMedia> _fetched = new();
    private readonly MediaBudget _budget = new(maxBytes);

    /// <summary>Whether a conversation has addresses in it that a format does not take.</summary>
    public static bool IsNeeded(Conversation conversation, Dialect dialect) => conversation.Turns.Exists(turn => turn.Parts.Exists(part => HasAny(part, dialect)));

    /// <summary>The conversation with bytes instead.</summary>
    /// <param name="conversation">The conversation; not changed.</param>
    /// <param name="dialect">The format it is to be written in.</param>
    /// <param name="cancellationToken">The request's.</param>
    /// <exception cref="WireException">Something could not be fetched; says what and why.</exception>
    public async Task<Conversation> InlineAsync(Conversation conversation, Dialect dialect, CancellationToken cancellationToken)
    {
        var wanted = new HashSet<(MediaKind Kind, string Url)>();
        foreach (var turn in conversation.Turns)
        {
            Collect(turn.Parts, dialect, wanted);
        }

        wanted.RemoveWhere(_fetched.ContainsKey);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(wanted, options, async (media, stop) =>
            _fetched[media] = await fetcher.FetchAsync(media.Url, media.Kind, _budget, stop).ConfigureAwait(false)).ConfigureAwait(false);

        var copy = conversation.Copy();
        for (var i = 0; i < copy.Turns.Count; i++)
        {
            var turn = copy.Turns[i];
            if (turn.Parts.Exists(part => HasAny(part, dialect)))
            {
                copy.Turns[i] = Inlined(turn, dialect);
            }
        }

        return copy;
    }

    private static bool HasAny(Part part, Dialect dialect) => part switch
    {
        MediaPart { Url: not null } media => !dialect.Takes(media),
        ToolResultPart result => result.Content.Exists(inner => HasAny(inner, dialect)),
        _ => false,
    };

    private static void Collect(List<Part> parts, Dialect dialect, HashSet<(MediaKind Kind, string Url)> wanted)
    {
        foreach (var part in parts)
        {
            if (part is MediaPart { Url: { } url } media && !dialect.Takes(media))
            {
                wanted.Add((media.Kind, url));
            }
            else if (part is ToolResultPart result)
            {
                Collect(result.Content, dialect, wanted);
            }
        }
    }

    private Turn Inlined(Turn turn, Dialect dialect)
    {
        var copy = new Turn(turn.Role) { Name = turn.Name };
        foreach (var part in turn.Parts)
        {
            copy.Parts.Add(Inlined(part, dialect));
        }

        return copy;
    }

    private Part Inlined(Part part, Dialect dialect)
    {
        if (part is ToolResultPart result)
        {
            var copy = result.Empty();
            foreach (var inner in result.Content)
            {
                copy.Content.Add(Inlined(inner, dialect));
            }

            return copy;
        }

        if (part is not MediaPart { Url: { } url } media || dialect.Takes(media))
        {
            return part;
        }

        var fetched = _fetched[(media.Kind, url)];
        return fetched.Failure is { } why ? throw new WireException($"'{Shown(url)}' could not be fetched for this model, which takes media as bytes only: {why}", "messages") : media.WithBytes(fetched.MediaType, fetched.Base64);
    }

    // Signed addresses carry their right in the query.
    private static string Shown(string url) => url.Split('?', '#')[0] is { Length: <= 200 } start ? start : url[..200];
}
