namespace Fairlead.Providers.Profiles;

/// <summary>Which of Bedrock's ways a model is called.</summary>
internal enum BedrockRoute
{
    /// <summary>The name does not say: Converse for conversations.</summary>
    Any,

    /// <summary>Converse, as <c>bedrock/converse/MODEL</c> asks for.</summary>
    Converse,

    /// <summary>The model's own format, as <c>bedrock/invoke/MODEL</c> asks for.</summary>
    Invoke,
}

/// <summary>
/// The name of a model on Bedrock in its parts, as LiteLLM has them before the id: <c>converse/</c> or <c>invoke/</c>, and a region
/// (<c>us-west-2/anthropic.claude-…</c>).
/// </summary>
/// <param name="Route">Which way it is called.</param>
/// <param name="Region">The region in the name or in its ARN; null where there is none.</param>
/// <param name="Id">The id as the API takes it.</param>
internal readonly record struct BedrockModelName(BedrockRoute Route, string? Region, string Id)
{
    /// <summary>Takes a name apart.</summary>
    public static BedrockModelName Of(string model)
    {
        var route = BedrockRoute.Any;
        string? region = null;
        while (true)
        {
            var slash = model.IndexOf('/', StringComparison.Ordinal);
            var first = slash > 0 ? model[..slash] : "";
            if (first is "converse" or "converse_like")
            {
                route = BedrockRoute.Converse;
            }
            else if (first == "invoke")
            {
                route = BedrockRoute.Invoke;
            }
            else if (IsRegion(first))
            {
                region = first;
            }
            else
            {
                return new BedrockModelName(route, region ?? RegionOfArn(model), model);
            }

            model = model[(slash + 1)..];
        }
    }

    /// <summary>Whether a text has the form of a region's name: <c>us-east-1</c>, <c>us-gov-west-1</c>.</summary>
    public static bool IsRegion(string text)
    {
        var parts = text.Split('-');
        return parts.Length is 3 or 4
            && parts[0].Length is >= 2 and <= 5
            && parts[..^1].All(static part => part.Length > 0 && part.All(char.IsAsciiLetterLower))
            && parts[^1].Length is 1 or 2
            && parts[^1].All(char.IsAsciiDigit);
    }

    // arn:aws:bedrock:us-east-1:123456789012:…
    private static string? RegionOfArn(string model) =>
        model.StartsWith("arn:", StringComparison.Ordinal) && model.Split(':') is { Length: > 4 } parts && IsRegion(parts[3]) ? parts[3] : null;
}
