using System.Security.Cryptography;
using Fairlead.Configuration;

namespace Fairlead.Gateway.Reload;

/// <summary>A configuration file, and what of it was read last. Not thread-safe: its one user at a time is the start, then the reloader.</summary>
internal sealed class ConfigFile(string path, Func<string, string?> environment)
{
    private readonly CatalogueFile _catalogue = new(System.IO.Path.GetDirectoryName(path) ?? "");
    private byte[]? _hash;

    /// <summary>The file's path, as it was given.</summary>
    public string Path { get; } = path;

    /// <summary>Reads the file whole.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ConfigReadResult Read()
    {
        var bytes = File.ReadAllBytes(Path);
        _hash = SHA256.HashData(bytes);
        return Parse(bytes);
    }

    /// <summary>Reads the file if it holds something else than when it was read last.</summary>
    /// <returns>What it holds; null when nothing changed.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ConfigReadResult? ReadIfChanged()
    {
        var bytes = File.ReadAllBytes(Path);
        var hash = SHA256.HashData(bytes);
        if (_hash is not null && hash.AsSpan().SequenceEqual(_hash) && !_catalogue.HasChanged())
        {
            return null;
        }

        _hash = hash;

        // An editor or a copy that empties the file before it fills it: what counts as an empty configuration at the start
        // would take every model away here.
        return bytes.AsSpan().TrimStart(" \t\r\n"u8).IsEmpty
            ? new ConfigReadResult(null, [new ConfigDiagnostic(ConfigSeverity.Error, Path, 0, 0, "", "the file is empty")])
            : Parse(bytes);
    }

    /// <summary>Makes the next look find a change, whatever the file holds.</summary>
    public void Forget() => _hash = null;

    /// <summary>What can be told without reading, of the file and of the catalogue it names.</summary>
    public (FileStamp Config, FileStamp Catalogue) Stamp() => (FileStamp.Of(Path), _catalogue.Stamp());

    private ConfigReadResult Parse(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes));
        return _catalogue.Apply(GatewayConfig.Read(reader.ReadToEnd(), Path, environment));
    }
}
