using System.Text.Json;
using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>auto_router_config</c>: semantic-router's routes, as a mapping or as JSON in a text, as LiteLLM takes it.</summary>
internal static class SemanticRoutesBinder
{
    private const string Key = "auto_router_config";
    private const string PathKey = "auto_router_config_path";
    private const string Example = "e.g. { routes: [{ name: coder, utterances: [write a function], score_threshold: 0.5 }] }";

    /// <summary>Reads it.</summary>
    /// <param name="context">Gets the findings.</param>
    /// <param name="parameters">The entry's <c>litellm_params</c>.</param>
    /// <param name="embeddingModel">The model that embeds.</param>
    /// <returns>Null where it is missing or wrong.</returns>
    public static SemanticRoutes? Bind(BindContext context, MapReader parameters, string? embeddingModel)
    {
        var named = parameters.Text(PathKey);
        var isFile = parameters.Node(Key) is not { Kind: not NodeKind.Null };
        if (isFile && named is null)
        {
            return null;
        }

        var node = parameters.Find(isFile ? PathKey : Key)!.Value.Value;
        var path = ConfigPath.Key(parameters.Path, isFile ? PathKey : Key);
        if (embeddingModel is null)
        {
            context.Error(path, node, "'auto_router_embedding_model' is missing beside it: the model that embeds the utterances and each message");
        }

        try
        {
            var json = isFile ? JsonElement.Parse(Contents(context, named!)) : node.Kind == NodeKind.Text ? JsonElement.Parse(node.Scalar) : NodeJson.ToElement(node, resolve: null);
            var routes = Routes(json);
            return embeddingModel is null ? null : new SemanticRoutes { EmbeddingModel = embeddingModel, Routes = routes };
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            context.Error(path, node, e is FormatException ? e.Message : "the text is no JSON", Example);
            return null;
        }
    }

    /// <exception cref="FormatException">It cannot be read.</exception>
    private static byte[] Contents(BindContext context, string path)
    {
        if (context.Files is not { } files)
        {
            throw new FormatException("no files are read here: write the routes into auto_router_config");
        }

        var (bytes, problem) = files(path);
        return bytes ?? throw new FormatException(problem);
    }

    private static List<SemanticRoute> Routes(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("routes", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw new FormatException("'routes' is missing or empty");
        }

        var routes = new List<SemanticRoute>();
        foreach (var item in list.EnumerateArray())
        {
            var at = $"routes[{routes.Count}]";
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || name.GetString()!.Length == 0)
            {
                throw new FormatException($"'{at}.name' is missing: the model of the route");
            }

            if (!item.TryGetProperty("utterances", out var utterances)
                || utterances.ValueKind != JsonValueKind.Array
                || utterances.GetArrayLength() == 0
                || utterances.EnumerateArray().Any(static utterance => utterance.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(utterance.GetString())))
            {
                throw new FormatException($"'{at}.utterances' must be a list of texts with one at least");
            }

            routes.Add(new SemanticRoute
            {
                Model = name.GetString()!,
                Utterances = [.. utterances.EnumerateArray().Select(static utterance => utterance.GetString()!)],
                Threshold = Threshold(item, at),
            });
        }

        return routes;
    }

    private static double Threshold(JsonElement item, string at)
    {
        if (!item.TryGetProperty("score_threshold", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return SemanticRoute.UsualThreshold;
        }

        return value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= -1 and <= 1 and var threshold
            ? threshold
            : throw new FormatException($"'{at}.score_threshold' must be a number from -1 to 1");
    }
}
