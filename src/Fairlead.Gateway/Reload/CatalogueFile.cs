using System.Security.Cryptography;
using Fairlead.Configuration;
using Fairlead.Costs;

namespace Fairlead.Gateway.Reload;

/// <summary>
/// The file <c>general_settings.model_catalogue_file</c> names, and what of it was read last. One that cannot be used leaves the catalogue as it is.
/// Not thread-safe: its one user at a time is the start, then the reloader.
/// </summary>
/// <param name="folder">Where a relative path begins: the configuration's own folder.</param>
internal sealed class CatalogueFile(string folder)
{
    private string? _path;
    private byte[] _hash = [];
    private ModelCatalogue? _catalogue;

    /// <summary>What can be told of the file without reading it.</summary>
    public FileStamp Stamp() => _path is null ? default : FileStamp.Of(_path);

    /// <summary>Whether the file holds something else than when it was read last.</summary>
    public bool HasChanged() => _path is not null && !TryRead(_path, out _, out _).AsSpan().SequenceEqual(_hash);

    /// <summary>Gives a configuration the catalogue it names.</summary>
    /// <param name="read">The configuration, read.</param>
    /// <returns>The same with its catalogue, and with what was found in the file.</returns>
    public ConfigReadResult Apply(ConfigReadResult read)
    {
        if (read.Config is not { } config)
        {
            return read;
        }

        if (config.General.ModelCatalogueFile is not { Length: > 0 } named)
        {
            (_path, _catalogue) = (null, null);
            return read;
        }

        var path = Path.Combine(folder, named);
        if (path != _path)
        {
            // Another file's catalogue is not what this configuration asks for.
            (_path, _catalogue) = (path, null);
        }

        var findings = new List<ConfigDiagnostic>(read.Diagnostics);
        _hash = TryRead(path, out var bytes, out var fault);
        if (bytes is null)
        {
            findings.Add(new ConfigDiagnostic(ConfigSeverity.Warning, path, 0, 0, "", $"{fault}: the catalogue in force stays"));
        }
        else
        {
            _catalogue = ModelCatalogue.ReadLiteLlm(bytes, path, findings, ModelCatalogue.BuiltIn) ?? _catalogue;
        }

        return new ConfigReadResult(config with { Catalogue = _catalogue }, findings);
    }

    /// <summary>Reads the file, and tells its hash; the hash of nothing for a file that cannot be read.</summary>
    private static byte[] TryRead(string path, out byte[]? bytes, out string? fault)
    {
        (bytes, fault) = (null, null);
        try
        {
            bytes = File.ReadAllBytes(path);
            return SHA256.HashData(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            fault = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"the file cannot be read ({e.GetType().Name})";
            return [];
        }
    }
}
