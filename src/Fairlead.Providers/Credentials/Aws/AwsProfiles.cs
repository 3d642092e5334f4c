namespace Fairlead.Providers.Credentials.Aws;

/// <summary>The shared files of AWS's tools, <c>~/.aws/credentials</c> and <c>~/.aws/config</c>, read anew each time: other tools write them.</summary>
/// <param name="environment">Looks up a variable: where the files are, and the home folder.</param>
internal sealed class AwsProfiles(Func<string, string?> environment)
{
    /// <summary>The name of the profile that is meant where none is named.</summary>
    public const string Default = "default";

    /// <summary>The settings of a profile, from both files; the credentials file's stand above.</summary>
    /// <param name="name">Its name; null for the default one.</param>
    /// <returns>Null where there is no such profile.</returns>
    public IReadOnlyDictionary<string, string>? Find(string? name)
    {
        name ??= Default;
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var found = Read(FileOf("AWS_CONFIG_FILE", "config"), section => section == name && name == Default || IsNamed(section, "profile", name), settings)
            | Read(FileOf("AWS_SHARED_CREDENTIALS_FILE", "credentials"), section => section == name, settings);
        return found ? settings : null;
    }

    /// <summary>The settings of a sign-on session, a section <c>[sso-session NAME]</c>; null where there is none.</summary>
    public IReadOnlyDictionary<string, string>? FindSession(string name)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        return Read(FileOf("AWS_CONFIG_FILE", "config"), section => IsNamed(section, "sso-session", name), settings) ? settings : null;
    }

    /// <summary>Where logins keep a token; null without a home folder.</summary>
    public string? SignOnFile(string file) => Home is { } home ? Path.Combine(home, ".aws", "sso", "cache", file) : null;

    private string? Home => (environment("HOME") ?? environment("USERPROFILE")) is { Length: > 0 } home ? home : null;

    private string? FileOf(string variable, string name)
    {
        if (environment(variable)?.Trim() is { Length: > 0 } path)
        {
            return path;
        }

        return Home is { } home ? Path.Combine(home, ".aws", name) : null;
    }

    private static bool Read(string? path, Func<string, bool> isMeant, Dictionary<string, string> settings)
    {
        string[] lines;
        try
        {
            if (path is null || !File.Exists(path))
            {
                return false;
            }

            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Boundary: a file that cannot be read holds no profile for this process.
            return false;
        }

        var (found, inside) = (false, false);
        foreach (var line in lines)
        {
            var text = line.Trim();
            if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
            {
                inside = isMeant(text[1..end].Trim());
                found |= inside;
            }
            else if (inside && !text.StartsWith('#') && !text.StartsWith(';') && line.Length > 0 && !char.IsWhiteSpace(line[0]) && text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                // Indented lines are settings of a service within the profile.
                settings[text[..equals].Trim()] = text[(equals + 1)..].Trim();
            }
        }

        return found;
    }

    private static bool IsNamed(string section, string kind, string name) =>
        section.StartsWith(kind, StringComparison.Ordinal) && section.Length > kind.Length && section[kind.Length..].Trim() == name;
}
