using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.PreRouting;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Lets an auto router look at a chat request; asked only where the model is one.</summary>
internal static class ChatPreRoute
{
    public static RouteRequest Apply(Router router, in RouteRequest request, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
    {
        if (!router.HasAutoRouters || !router.NeedsPrompt(request.Model))
        {
            return request;
        }

        var last = messages.LastOrDefault(static message => message.Role == ChatRole.User);
        var metadata = options?.AdditionalProperties is { } properties && properties.TryGetValue("metadata", out var value) ? value : null;
        return request with
        {
            PreRoute = router.PreRoute(request.Model, new PromptView
            {
                Text = last?.Text,
                InputTokens = request.InputTokens,
                HasTools = options?.Tools is { Count: > 0 },
                HasImages = last is not null && last.Contents.Any(IsImage),
                Tags = request.Tags,
                Metadata = metadata is null ? null : name => ValueOf(metadata, name),
            }),
        };
    }

    /// <summary>Lets an auto router by utterances choose; its default where the name is another's by now.</summary>
    public static async ValueTask<PreRoute?> EmbedAsync(
        Router router, string model, IReadOnlyCollection<ChatMessage> messages, RoutedClientOptions options, CancellationToken cancellationToken)
    {
        var text = messages.LastOrDefault(static message => message.Role == ChatRole.User)?.Text ?? "";
        return router.SemanticRouterOf(model) is { } auto
            ? await SemanticChoice.MakeAsync(auto, text, options.Embeddings, options.TimeProvider, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private static bool IsImage(AIContent content) => content switch
    {
        DataContent data => data.HasTopLevelMediaType("image"),
        UriContent uri => uri.HasTopLevelMediaType("image"),
        _ => false,
    };

    private static string? ValueOf(object metadata, string name) => metadata switch
    {
        IReadOnlyDictionary<string, string> texts => texts.GetValueOrDefault(name),
        IReadOnlyDictionary<string, object?> values => values.GetValueOrDefault(name)?.ToString(),
        JsonElement { ValueKind: JsonValueKind.Object } json when json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String => value.GetString(),
        _ => null,
    };
}
