using System.Globalization;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Endpoints;

/// <summary>The models in the form that Anthropic's clients read. They say who they are by the header <c>anthropic-version</c>.</summary>
internal static class AnthropicModels
{
    /// <summary>Whether a client speaks Anthropic's format.</summary>
    public static bool Wants(HttpRequest request) => request.Headers.ContainsKey("anthropic-version");

    /// <summary>The list, or the page of it that <c>limit</c>, <c>after_id</c> and <c>before_id</c> ask for; all of it where they do not.</summary>
    public static Task ListAsync(HttpContext http, IReadOnlyList<string> names, DateTimeOffset created)
    {
        var query = http.Request.Query;
        var after = IndexOf(names, query["after_id"]);
        var before = IndexOf(names, query["before_id"]);
        var from = after + 1;
        var to = before < 0 ? names.Count : before;
        if (int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 && to - from > limit)
        {
            // Going back, a page ends where the one before began.
            from = before < 0 ? from : to - limit;
            to = from + limit;
        }

        var page = new List<AnthropicModel>();
        for (var i = from; i < to; i++)
        {
            page.Add(Entry(names[i], created));
        }

        var hasMore = before < 0 ? to < names.Count : from > after + 1;
        return http.Response.WriteAsJsonAsync(new AnthropicModelList(page, hasMore), GatewayJson.Default.AnthropicModelList);
    }

    /// <summary>One of them; null where there is none by that name.</summary>
    public static Task GetAsync(HttpContext http, string? id, DateTimeOffset created) => id is null
        ? ErrorAnswer.RespondAsync(http, StatusCodes.Status404NotFound, "There is no such model here.", "invalid_request_error", "model", "model_not_found", Dialects.ForErrors(Surface.Messages))
        : http.Response.WriteAsJsonAsync(Entry(id, created), GatewayJson.Default.AnthropicModel);

    private static AnthropicModel Entry(string id, DateTimeOffset created) => new("model", id, id, created);

    private static int IndexOf(IReadOnlyList<string> names, string? name)
    {
        for (var i = 0; name is not null && i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
