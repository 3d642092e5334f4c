using System.Collections.Frozen;
using Fairlead.Configuration;

namespace Fairlead.Costs;

/// <summary>Windows, output limits, prices and capabilities of models. Immutable.</summary>
/// <remarks>
/// A name is looked for as it is, then without its last date, version or tag, again and again (<c>gpt-4o-2024-08-06</c>, <c>claude-sonnet-4@20250514</c>,
/// <c>anthropic.claude-sonnet-4-20250514-v1:0</c>), then, for Bedrock, without its region (<c>us.</c>), then as the provider's row for all its models (<c>*</c>).
/// Case does not matter. The first row found is the answer.
/// </remarks>
public sealed class ModelCatalogue
{
    private static readonly Lazy<ModelCatalogue> Shared = new(CatalogueReader.ReadBuiltIn);

    private readonly FrozenDictionary<string, ModelFacts>.AlternateLookup<ReadOnlySpan<char>> _rows;
    private readonly ModelCatalogue? _beneath;

    internal ModelCatalogue(IReadOnlyList<ModelFacts> models, ModelCatalogue? beneath)
    {
        Models = models;
        _beneath = beneath;
        _rows = models
            .ToFrozenDictionary(static row => $"{row.Provider}/{row.Model}", StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The catalogue Fairlead comes with; read when it is first asked for.</summary>
    public static ModelCatalogue BuiltIn => Shared.Value;

    /// <summary>The rows, in the order of the file; those of the catalogue beneath are not among them.</summary>
    public IReadOnlyList<ModelFacts> Models { get; }

    /// <summary>Reads a file in the format of LiteLLM's <c>model_prices_and_context_window.json</c>. Its rows go before those of the catalogue beneath.</summary>
    /// <param name="json">The file, in UTF-8.</param>
    /// <param name="source">Its name: in findings, and as the rows' source.</param>
    /// <param name="findings">Gets a warning for each row that cannot be used, and for a file that cannot.</param>
    /// <param name="beneath">What answers for models the file does not name; null for nothing.</param>
    /// <returns>The catalogue; null when the file cannot be used at all.</returns>
    public static ModelCatalogue? ReadLiteLlm(ReadOnlySpan<byte> json, string source, ICollection<ConfigDiagnostic> findings, ModelCatalogue? beneath)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(findings);
        return LiteLlmCatalogueReader.Read(json, source, findings) is { } rows ? new ModelCatalogue(rows, beneath) : null;
    }

    /// <summary>Looks a model up.</summary>
    /// <param name="provider">The provider's name, as <see cref="ProviderNames"/> tells it.</param>
    /// <param name="model">The provider's name of the model, without the prefix.</param>
    /// <returns>What is known of it; null when no row is about it.</returns>
    public ModelFacts? Find(string provider, string model)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(model);
        var canonical = ModelKey.Canonical(provider);
        return canonical.Length == 0 || canonical.Length + 1 + model.Length > ModelKey.MaxLength
            ? null
            : FindHere(canonical, model) ?? _beneath?.Find(canonical, model);
    }

    /// <summary>Every row that can be found: those of the catalogue beneath which no row of this one replaces come last.</summary>
    internal IEnumerable<ModelFacts> All() =>
        _beneath is null ? Models : Models.Concat(_beneath.All().Where(row => !_rows.ContainsKey($"{row.Provider}/{row.Model}")));

    private ModelFacts? FindHere(string provider, ReadOnlySpan<char> model)
    {
        Span<char> key = stackalloc char[ModelKey.MaxLength];
        provider.CopyTo(key);
        key[provider.Length] = '/';
        var rest = key[(provider.Length + 1)..];
        var found = Shortened(provider, model, key, rest);
        if (found is not null)
        {
            return found;
        }

        if (provider is "bedrock" or "fireworks_ai")
        {
            var bare = ModelKey.WithoutPath(model);
            var vendor = ModelKey.WithoutRegion(model);
            found = bare.Length < model.Length ? Shortened(provider, bare, key, rest) : found;
            found ??= vendor.Length < bare.Length ? Shortened(provider, vendor, key, rest) : null;
        }

        return found ?? Shortened(provider, "*", key, rest);
    }

    private ModelFacts? Shortened(string provider, ReadOnlySpan<char> model, ReadOnlySpan<char> key, Span<char> rest)
    {
        model.CopyTo(rest);
        for (var length = model.Length; ;)
        {
            if (_rows.TryGetValue(key[..(provider.Length + 1 + length)], out var row))
            {
                return row;
            }

            var shorter = ModelKey.Shorten(provider, rest[..length]);
            if (shorter == length)
            {
                return null;
            }

            length = shorter;
        }
    }
}
