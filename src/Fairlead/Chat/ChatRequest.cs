using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Between a chat request and the router: what it needs to know, and what the deployment and the caller get.</summary>
internal static class ChatRequest
{
    public static RouteRequest Describe(string model, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        var request = new RouteRequest(model)
        {
            Stream = stream,
            InputTokens = ChatNeeds.EstimateTokens(messages, options),
            MaxOutputTokens = options?.MaxOutputTokens,
            Needs = ChatNeeds.Of(messages, options),
        };
        return RouteOptions.From(options?.AdditionalProperties) is { } route ? route.Apply(request) : request;
    }

    /// <summary>A copy for one attempt: clients may change the options they get.</summary>
    public static ChatOptions OptionsFor(in RouteAttempt attempt, ChatOptions? options)
    {
        var copy = options?.Clone() ?? new ChatOptions();
        copy.ModelId = attempt.UpstreamModel;
        copy.AdditionalProperties = WithoutRouting(copy.AdditionalProperties);
        if (attempt.Parameters is { } parameters)
        {
            ChatOverlay.Apply(copy, parameters);
        }

        return copy;
    }

    /// <summary>Takes the router's own keys out, so that no client sends them upstream.</summary>
    public static AdditionalPropertiesDictionary? WithoutRouting(AdditionalPropertiesDictionary? properties)
    {
        if (properties is null)
        {
            return null;
        }

        AdditionalPropertiesDictionary? rest = null;
        foreach (var (key, value) in properties)
        {
            if (!key.StartsWith(RoutingKeys.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                (rest ??= [])[key] = value;
            }
        }

        return rest;
    }

    public static void Tell(AdditionalPropertiesDictionary properties, in RouteAttempt attempt)
    {
        properties[RoutingKeys.DeploymentId] = attempt.Deployment.Id;
        properties[RoutingKeys.ModelGroup] = attempt.ModelGroup;
        properties[RoutingKeys.Attempts] = attempt.Number;
    }

    public static string FirstGroup(Router router)
    {
        var groups = router.Model.Groups;
        return groups.Count > 0
            ? groups[0].Name
            : throw new InvalidOperationException("The configuration has no model group, and the request names no model.");
    }
}
