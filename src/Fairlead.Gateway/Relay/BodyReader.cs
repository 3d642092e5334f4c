using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>Reads a request's body once, into one rented array: it may have to be sent more than once.</summary>
internal static class BodyReader
{
    /// <summary>Rented for a body of unknown length, and doubled as it comes in.</summary>
    private const int FirstRent = 16 * 1024;

    /// <summary>Reads the body to its end.</summary>
    /// <returns>Why it is refused; null when it was read.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<RequestFault?> ReadAsync(HttpContext http, RelayContext relay, long limit)
    {
        var request = http.Request;
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return new RequestFault(415, "A compressed request body is not supported; send it without 'Content-Encoding'.");
        }

        if (request.ContentLength > limit)
        {
            return RequestFault.TooLarge(limit);
        }

        relay.Body.Rent((int)Math.Min(request.ContentLength ?? FirstRent, Array.MaxLength));
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(relay.Token);
            var buffer = read.Buffer;
            if (relay.Body.Length + buffer.Length > limit)
            {
                reader.AdvanceTo(buffer.End);
                return RequestFault.TooLarge(limit);
            }

            foreach (var segment in buffer)
            {
                relay.Body.Append(segment.Span);
            }

            reader.AdvanceTo(buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }
}
