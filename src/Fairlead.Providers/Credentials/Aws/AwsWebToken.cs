namespace Fairlead.Providers.Credentials.Aws;

/// <summary>The token of a web identity, by the references LiteLLM takes: <c>oidc/file/PATH</c>, <c>oidc/env/NAME</c>, <c>oidc/env_path/NAME</c>, or the token itself.</summary>
internal static class AwsWebToken
{
    private const string Reference = "oidc/";

    /// <summary>Reads it.</summary>
    /// <param name="written">As the setting has it.</param>
    /// <param name="environment">Looks up a variable.</param>
    /// <returns>The token, or why there is none.</returns>
    public static (string? Token, string? Problem) Read(string written, Func<string, string?> environment)
    {
        if (!written.StartsWith(Reference, StringComparison.Ordinal))
        {
            return (written, null);
        }

        var parts = written[Reference.Length..].Split('/', 2);
        var place = parts.Length == 2 ? parts[1] : "";
        return parts[0] switch
        {
            "file" => OfFile(place),
            "env" => environment(place)?.Trim() is { Length: > 0 } token ? (token, null) : (null, $"the variable {place}, which is to hold a web identity's token, is not set"),
            "env_path" => environment(place)?.Trim() is { Length: > 0 } path ? OfFile(path) : (null, $"the variable {place}, which is to name the file of a web identity's token, is not set"),
            var other => (null, $"web identities of '{other}' are not known: oidc/file/PATH, oidc/env/NAME and oidc/env_path/NAME are"),
        };
    }

    /// <summary>Reads it from a file, which others renew.</summary>
    public static (string? Token, string? Problem) OfFile(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } token ? (token, null) : (null, "the file of the web identity's token is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Boundary: a path of the configuration.
            return (null, "the file of the web identity's token cannot be read");
        }
    }
}
