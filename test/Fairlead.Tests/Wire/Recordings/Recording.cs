namespace Fairlead.Tests.Wire.Recordings;

/// <summary>One recorded exchange.</summary>
/// <param name="File">Its file, from the folder of all.</param>
/// <param name="Endpoint">The endpoint, as the index names it.</param>
/// <param name="Url">The address.</param>
/// <param name="Request">The request's body; empty for none.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Headers">The answer's headers.</param>
/// <param name="Response">The answer's body: JSON, or a stream's bytes.</param>
internal sealed record Recording(
    string File, string Endpoint, string Url, byte[] Request, int Status, IReadOnlyDictionary<string, string> Headers, byte[] Response)
{
    /// <summary>Its folder: whose traffic it is.</summary>
    public string Provider => File[..File.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Whether the answer is a stream.</summary>
    public bool IsStream =>
        Headers.GetValueOrDefault("content-type", "") is var type
        && (type.Contains("event-stream", StringComparison.OrdinalIgnoreCase) || type.Contains("ndjson", StringComparison.OrdinalIgnoreCase) || type.Contains("eventstream", StringComparison.OrdinalIgnoreCase));

    /// <summary>The answer as whoever called got it.</summary>
    public HttpResponseMessage ToResponse()
    {
        var response = new HttpResponseMessage((System.Net.HttpStatusCode)Status) { Content = new ByteArrayContent(Response) };
        foreach (var (name, value) in Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }
}
