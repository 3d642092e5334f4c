using Fairlead.Gateway.Admin;
using Fairlead.Gateway.PassThrough;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Gateway.Endpoints;

/// <summary>Every path of the gateway, in one table.</summary>
internal static class GatewayEndpoints
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var relay = services.GetRequiredService<RelayHandler>();
        var models = services.GetRequiredService<ModelsEndpoint>();
        var health = services.GetRequiredService<HealthEndpoints>();
        var explain = services.GetRequiredService<ExplainEndpoint>();
        var deployments = services.GetRequiredService<DeploymentsEndpoint>();
        var changes = services.GetRequiredService<ChangesEndpoint>();

        var group = endpoints.MapGroup("");
        Relay(group, relay, "chat/completions", Surface.ChatCompletions);
        Relay(group, relay, "completions", Surface.Completions);
        Relay(group, relay, "embeddings", Surface.Embeddings);
        Relay(group, relay, "images/generations", Surface.ImageGeneration);
        Relay(group, relay, "images/edits", Surface.ImageEdit);
        Relay(group, relay, "images/variations", Surface.ImageVariation);
        Relay(group, relay, "audio/speech", Surface.Speech);
        Relay(group, relay, "audio/transcriptions", Surface.Transcription);
        Relay(group, relay, "audio/translations", Surface.AudioTranslation);
        Plain(group, relay, "moderations", Surface.Moderation);
        Plain(group, relay, "rerank", Surface.Rerank);
        group.MapPost("/v2/rerank", (RequestDelegate)(http => relay.HandleAsync(http, Surface.Rerank)));
        Plain(group, relay, "messages", Surface.Messages);
        var count = services.GetRequiredService<CountTokensEndpoint>();
        group.MapPost("/v1/messages/count_tokens", (RequestDelegate)(http => count.HandleAsync(http, Surface.Messages)));
        group.MapPost("/messages/count_tokens", (RequestDelegate)(http => count.HandleAsync(http, Surface.Messages)));
        Plain(group, relay, "responses", Surface.Responses);
        Stored(group, services.GetRequiredService<StoredResponses>());
        Gemini(group, relay, count, services.GetRequiredService<GoogleEndpoints>());
        PassThrough(group, services.GetRequiredService<PassThroughEndpoint>());
        foreach (var prefix in (ReadOnlySpan<string>)["/v1", ""])
        {
            group.MapGet($"{prefix}/models", (RequestDelegate)models.ListAsync);
            group.MapGet($"{prefix}/models/{{**{PathModel.Key}}}", (RequestDelegate)models.GetAsync);
        }

        group.MapGet("/health/liveliness", (RequestDelegate)HealthEndpoints.LiveAsync);
        group.MapGet("/health/liveness", (RequestDelegate)HealthEndpoints.LiveAsync);
        group.MapGet("/health/readiness", (RequestDelegate)health.ReadyAsync);
        group.MapGet("/health", (RequestDelegate)health.HealthAsync);
        group.MapPost("/route/explain", (RequestDelegate)explain.HandleAsync);
        group.MapGet("/router/deployments", (RequestDelegate)deployments.HandleAsync);
        group.MapGet("/router/changes", (RequestDelegate)changes.HandleAsync);
        return group;
    }

    /// <summary>The vendors' own APIs, each under the vendor's name; LiteLLM calls vLLM's by a shorter one.</summary>
    private static void PassThrough(RouteGroupBuilder group, PassThroughEndpoint passThrough)
    {
        foreach (var vendor in VendorTable.Rows.Where(static row => row.Format != WireFormat.Simulated))
        {
            Map(vendor.Name, vendor);
        }

        Map("vllm", VendorTable.Find("hosted_vllm")!);
        Map("openai_passthrough", VendorTable.Find("openai")!);

        void Map(string prefix, VendorProfile vendor) => group.Map($"/{prefix}/{{**rest}}", (RequestDelegate)(http => passThrough.HandleAsync(http, prefix, vendor)));
    }

    /// <summary>Answers that a provider keeps.</summary>
    private static void Stored(RouteGroupBuilder group, StoredResponses stored)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["/v1/responses/{" + StoredResponses.Key + "}", "/responses/{" + StoredResponses.Key + "}"])
        {
            group.MapGet(prefix, (RequestDelegate)(http => stored.HandleAsync(http, "")));
            group.MapDelete(prefix, (RequestDelegate)(http => stored.HandleAsync(http, "")));
            group.MapPost(prefix + "/cancel", (RequestDelegate)(http => stored.HandleAsync(http, "/cancel")));
            group.MapGet(prefix + "/input_items", (RequestDelegate)(http => stored.HandleAsync(http, "/input_items")));
        }
    }

    /// <summary>Google's paths, whose last segment names the model and what is asked of it: <c>models/gemini-2.5-flash:generateContent</c>.</summary>
    private static void Gemini(RouteGroupBuilder group, RelayHandler relay, CountTokensEndpoint count, GoogleEndpoints google)
    {
        RequestDelegate handle = http => GooglePath.Read(http) is { } target ? relay.HandleAsync(http, Surface.GenerateContent, target)
            : GooglePath.ToCount(http) is { } counted ? count.HandleAsync(http, Surface.GenerateContent, new PathTarget(counted))
            : ErrorAnswer.RespondAsync(http, StatusCodes.Status404NotFound, "This gateway answers MODEL:generateContent, MODEL:streamGenerateContent and MODEL:countTokens.", "invalid_request_error", null, "not_found", Dialects.Of(Surface.GenerateContent));
        group.MapGet("/v1beta/models", (RequestDelegate)google.ListAsync);
        group.MapGet($"/v1beta/models/{{**{PathModel.Key}}}", (RequestDelegate)google.GetAsync);
        foreach (var prefix in (ReadOnlySpan<string>)["/v1beta/models", "/v1/models", "/models"])
        {
            group.MapPost($"{prefix}/{{**{PathModel.Key}}}", handle);
        }
    }

    /// <summary>OpenAI's path, the same without <c>/v1</c> as LiteLLM has it, and classic Azure's, which names the model.</summary>
    private static void Relay(RouteGroupBuilder group, RelayHandler relay, string path, Surface surface)
    {
        Plain(group, relay, path, surface);
        group.MapPost($"/openai/deployments/{{{PathModel.Key}}}/{path}", (RequestDelegate)(http => relay.HandleAsync(http, surface, new PathTarget(PathModel.From(http)))));
    }

    /// <summary>OpenAI's path, and the same without <c>/v1</c>.</summary>
    private static void Plain(RouteGroupBuilder group, RelayHandler relay, string path, Surface surface)
    {
        RequestDelegate handle = http => relay.HandleAsync(http, surface);
        group.MapPost($"/v1/{path}", handle);
        group.MapPost($"/{path}", handle);
    }
}
