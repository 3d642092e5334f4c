using System.Buffers;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIResponses;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Stored;

/// <summary>Answers that are kept here, read again and deleted as OpenAI has it.</summary>
internal static class StoredReads
{
    /// <summary>OpenAI's page of items, where the request says nothing.</summary>
    private const int DefaultPage = 20;

    private const int LargestPage = 100;

    /// <summary>Serves a request.</summary>
    /// <param name="store">The answers.</param>
    /// <param name="http">The request.</param>
    /// <param name="id">The answer's id.</param>
    /// <param name="rest">What follows the id in the path.</param>
    /// <returns>Status and body; null where the answer is not kept here.</returns>
    public static (int Status, ReadOnlyMemory<byte> Body)? Of(ResponseStore store, HttpContext http, string id, string rest)
    {
        var caller = RelayAffinity.CallerOf(http.Request.Headers) ?? "";
        if (store.Find(caller, id) is not { } answer)
        {
            return null;
        }

        if (rest.Length == 0 && HttpMethods.IsDelete(http.Request.Method))
        {
            return Deleted(store, caller, id);
        }

        (int, ReadOnlyMemory<byte>)? told = rest switch
        {
            "/input_items" => Page(answer, http.Request.Query),
            "/cancel" => Refused("Cannot cancel a synchronous response.", http),
            _ when http.Request.Query["stream"] == "true" => Refused("Only responses that run in the background can be streamed again, and this one did not.", http),
            _ => (StatusCodes.Status200OK, answer.Answer),
        };
        return store.Holds(answer) ? told : null;
    }

    private static (int, ReadOnlyMemory<byte>) Deleted(ResponseStore store, string caller, string id)
    {
        store.Delete(caller, id);
        return Ok(json =>
        {
            json.WriteString("id"u8, id);
            json.WriteString("object"u8, "response"u8);
            json.WriteBoolean("deleted"u8, true);
        });
    }

    private static (int, ReadOnlyMemory<byte>) Page(StoredAnswer answer, IQueryCollection query)
    {
        var items = StoredInput.ItemsOf(answer);
        if (query["order"] != "asc")
        {
            items.Reverse();
        }

        var limit = int.TryParse(query["limit"], out var asked) ? Math.Clamp(asked, 1, LargestPage) : DefaultPage;
        var after = query["after"].ToString();
        var rest = items.Skip(after.Length == 0 ? 0 : items.FindIndex(item => item.Id == after) + 1).ToList();
        var page = rest.Take(limit).ToList();
        return Ok(json =>
        {
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var item in page)
            {
                json.WriteRaw(item.Json.Span);
            }

            json.WriteEndArray();
            json.WriteString("first_id"u8, page is [var first, ..] ? first.Id : null);
            json.WriteString("last_id"u8, page is [.., var last] ? last.Id : null);
            json.WriteBoolean("has_more"u8, rest.Count > page.Count);
        });
    }

    private static (int, ReadOnlyMemory<byte>) Refused(string message, HttpContext http) => (
        StatusCodes.Status400BadRequest,
        ErrorAnswer.Body(
            ResponsesDialect.Instance,
            new AnswerError(FailureKind.BadRequest, StatusCodes.Status400BadRequest, message, null, "invalid_request_error"),
            http.Response.Headers[RequestIds.Header].ToString()));

    private static (int, ReadOnlyMemory<byte>) Ok(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return (StatusCodes.Status200OK, output.WrittenMemory);
    }
}
