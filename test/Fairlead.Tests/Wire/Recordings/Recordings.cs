using System.Text;
using System.Text.Json;

namespace Fairlead.Tests.Wire.Recordings;

/// <summary>
/// Recorded traffic of real providers, kept beside the repository and not in it: <c>FAIRLEAD_FIXTURES</c> says where, else <c>shared/fixtures</c> of a folder
/// above. Where there is none, there are no recordings, and a test over them says so.
/// </summary>
internal static class Recordings
{
    /// <summary>The folder; null where there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The recorded exchanges of a provider's endpoints.</summary>
    /// <param name="provider">The folder of the provider.</param>
    /// <param name="endpoints">The endpoints, as the index names them.</param>
    public static IReadOnlyList<Recording> Of(string provider, params ReadOnlySpan<string> endpoints)
    {
        var found = new List<Recording>();
        if (Folder is null)
        {
            return found;
        }

        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "index.json")));
        foreach (var entry in index.RootElement.EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            if (file.StartsWith(provider + "/", StringComparison.Ordinal)
                && entry.TryGetProperty("endpoint", out var endpoint)
                && endpoints.Contains(endpoint.GetString()!))
            {
                found.Add(Read(file, endpoint.GetString()!));
            }
        }

        return found;
    }

    /// <summary>A file that is no exchange: an answer by itself, a stream's chunks.</summary>
    public static byte[] BytesOf(string file) => File.ReadAllBytes(Path.Combine(Folder!, file));

    /// <summary>One exchange, whether the index names it or not (examples of a vendor's documentation).</summary>
    public static Recording Read(string file, string endpoint)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder!, file)));
        var request = document.RootElement.GetProperty("request");
        var response = document.RootElement.GetProperty("response");
        return new Recording(
            file,
            endpoint,
            request.GetProperty("url").GetString()!,
            Body(request, file),
            response.GetProperty("status").GetInt32(),
            response.GetProperty("headers").EnumerateObject().ToDictionary(static header => header.Name, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body(response, file));
    }

    private static byte[] Body(JsonElement side, string file)
    {
        if (side.TryGetProperty("bodyFile", out var name))
        {
            return File.ReadAllBytes(Path.Combine(Folder!, Path.GetDirectoryName(file)!, name.GetString()!));
        }

        if (side.TryGetProperty("bodyText", out var text))
        {
            return Encoding.UTF8.GetBytes(text.GetString()!);
        }

        var body = side.GetProperty("body");
        return body.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.String => Encoding.UTF8.GetBytes(body.GetString()!),
            _ => Encoding.UTF8.GetBytes(body.GetRawText()),
        };
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FAIRLEAD_FIXTURES") is { Length: > 0 } set)
        {
            return Directory.Exists(set) ? set : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var fixtures = Path.Combine(folder.FullName, "shared", "fixtures");
            if (File.Exists(Path.Combine(fixtures, "index.json")))
            {
                return fixtures;
            }
        }

        return null;
    }
}

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
