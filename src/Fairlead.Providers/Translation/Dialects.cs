using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Translation;

/// <summary>The formats that are spoken.</summary>
internal static class Dialects
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Dialect> All { get; } =
    [
        ChatDialect.Instance,
    ];

    /// <summary>The conversation format of an endpoint; null where it is none (embeddings), or is only ever relayed.</summary>
    public static Dialect? Of(Surface surface)
    {
        foreach (var dialect in All)
        {
            if (dialect.Surface == surface)
            {
                return dialect;
            }
        }

        return null;
    }

    /// <summary>The format in which an endpoint's errors are told: OpenAI's where it has none of its own.</summary>
    public static Dialect ForErrors(Surface surface) => Of(surface) ?? ChatDialect.Instance;
}
