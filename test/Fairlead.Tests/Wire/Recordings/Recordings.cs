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

    /// <summary>The folders of all providers.</summary>
    public static IReadOnlyList<string> Providers { get; } = Folder is null ? [] : [.. Directory.EnumerateDirectories(Folder).Select(static path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>All that was recorded of a provider, whether it is an exchange, an answer by itself or a stream's payloads.</summary>
    /// <param name="provider">The folder of the provider.</param>
    public static IEnumerable<Recording> AllOf(string provider)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Folder!, provider)).Order(StringComparer.Ordinal))
        {
            var file = $"{provider}/{Path.GetFileName(path)}";
            if (path.EndsWith(".chunks.txt", StringComparison.Ordinal))
            {
                yield return RecordedChunks.Read(file, File.ReadAllLines(path));
            }
            else if (provider == "errors-transcribed" && path.EndsWith(".sse", StringComparison.Ordinal))
            {
                yield return new Recording(file, "messages", "", [], 200, new Dictionary<string, string> { ["content-type"] = "text/event-stream" }, File.ReadAllBytes(path));
            }
            else if (path.EndsWith(".json", StringComparison.Ordinal))
            {
                var bytes = File.ReadAllBytes(path);
                using var document = JsonDocument.Parse(bytes);
                yield return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("response", out var answer) && answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("headers", out _)
                    ? Read(file, root.TryGetProperty("endpoint", out var endpoint) ? endpoint.GetString()! : "")
                    : new Recording(file, "", "", [], 200, new Dictionary<string, string> { ["content-type"] = "application/json" }, bytes);
            }
        }
    }

    /// <summary>A file that is no exchange: an answer by itself, a stream's chunks.</summary>
    public static byte[] BytesOf(string file) => File.ReadAllBytes(Path.Combine(Folder!, file));

    /// <summary>One exchange, whether the index names it or not (examples of a vendor's documentation).</summary>
    public static Recording Read(string file, string endpoint)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder!, file)));
        var request = document.RootElement.TryGetProperty("request", out var sent) ? sent : default;
        var response = document.RootElement.GetProperty("response");
        return new Recording(
            file,
            endpoint,
            request.ValueKind == JsonValueKind.Object && request.TryGetProperty("url", out var url) ? url.GetString()! : "",
            Body(request, file),
            response.GetProperty("status").GetInt32(),
            response.GetProperty("headers").EnumerateObject().ToDictionary(static header => header.Name, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body(response, file));
    }

    private static byte[] Body(JsonElement side, string file)
    {
        if (side.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (side.TryGetProperty("bodyFile", out var name))
        {
            return File.ReadAllBytes(Path.Combine(Folder!, Path.GetDirectoryName(file)!, name.GetString()!));
        }

        if (side.TryGetProperty("bodyText", out var text))
        {
            return Encoding.UTF8.GetBytes(text.GetString()!);
        }

        var body = side.TryGetProperty("body", out var given) ? given : default;
        return body.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => [],
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
