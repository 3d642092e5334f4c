using System.Text.Json;
using Fairlead.Configuration;

namespace Fairlead.Costs;

/// <summary>Reads LiteLLM's <c>model_prices_and_context_window.json</c>: an object with a member a model.</summary>
internal static class LiteLlmCatalogueReader
{
    /// <summary>The member that describes the format.</summary>
    private const string Sample = "sample_spec";

    /// <summary>So many bad rows are named; more are counted, lest a file of another kind fill the log.</summary>
    private const int MostNamed = 20;

    /// <summary>Reads the rows; a bad one is left out and told.</summary>
    /// <returns>Null when the file as a whole cannot be used; a finding says why.</returns>
    public static List<ModelFacts>? Read(ReadOnlySpan<byte> json, string source, ICollection<ConfigDiagnostic> findings)
    {
        var bad = 0;
        var rows = new Dictionary<string, ModelFacts>(StringComparer.OrdinalIgnoreCase);
        var reader = new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json[3..] : json, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                Warn(findings, source, "", "expected an object with a member for each model: the catalogue in force stays");
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                using var row = JsonDocument.ParseValue(ref reader);
                if (name == Sample)
                {
                    continue;
                }

                if (Row(name, row.RootElement, source) is { } facts)
                {
                    rows[$"{facts.Provider}/{facts.Model}"] = facts;
                }
                else if (++bad <= MostNamed)
                {
                    Warn(findings, source, name, Fault(name, row.RootElement) + ": the row is left out");
                }
            }

            // What follows the object makes the file another one than it seems.
            reader.Read();
        }
        catch (JsonException e)
        {
            Warn(findings, source, "", $"is not JSON (line {e.LineNumber + 1}): the catalogue in force stays");
            return null;
        }

        if (bad > MostNamed)
        {
            Warn(findings, source, "", $"{bad - MostNamed} more rows cannot be used: they are left out");
        }

        return [.. rows.Values];
    }

    private static ModelFacts? Row(string name, JsonElement row, string source)
    {
        if (Fault(name, row) is not null)
        {
            return null;
        }

        var (provider, model) = Name(name, row)!.Value;
        var can = ModelCapabilities.None;
        var cannot = ModelCapabilities.None;
        foreach (var (_, key, flag) in CapabilityNames.All)
        {
            if (row.TryGetProperty(key, out var value))
            {
                can |= value.ValueKind == JsonValueKind.True ? flag : 0;
                cannot |= value.ValueKind == JsonValueKind.False ? flag : 0;
            }
        }

        var mode = row.TryGetProperty("mode", out var kind) ? kind.GetString() : null;
        return new ModelFacts
        {
            Provider = provider,
            Model = model,
            Mode = mode,
            MaxInputTokens = LiteLlmFields.Count(row, "max_input_tokens") ?? (mode is "embedding" ? LiteLlmFields.Count(row, "max_tokens") : null),
            MaxOutputTokens = LiteLlmFields.Count(row, "max_output_tokens") ?? (mode is "embedding" ? null : LiteLlmFields.Count(row, "max_tokens")),
            Capabilities = can,
            Lacks = cannot,
            Price = LiteLlmFields.Price(row),
            Source = source,
        };
    }

    /// <summary>Whose model it is: <c>litellm_provider</c> says it (<c>vertex_ai-language-models</c> is <c>vertex_ai</c>), the name may repeat it before a slash.</summary>
    private static (string Provider, string Model)? Name(string name, JsonElement row)
    {
        var written = row.TryGetProperty("litellm_provider", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        if (written is null)
        {
            return ProviderNames.TryResolve(name, customProvider: null, apiBase: null, out var resolved, out var bare) ? (ModelKey.Canonical(resolved), bare) : null;
        }

        var provider = written.StartsWith("vertex_ai", StringComparison.Ordinal) ? "vertex_ai" : written;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var prefixed = slash > 0 && ModelKey.Canonical(name[..slash]) == ModelKey.Canonical(provider);
        return (ModelKey.Canonical(provider), prefixed ? name[(slash + 1)..] : name);
    }

    /// <summary>What keeps a row from being used; null for nothing.</summary>
    private static string? Fault(string name, JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            return $"expected an object, found {row.ValueKind}";
        }

        if (row.TryGetProperty("mode", out var mode) && mode.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            return "mode is no text";
        }

        if (Name(name, row) is not { } full || full.Model.Length == 0)
        {
            return "no litellm_provider, and the name does not tell whose model it is";
        }

        return LiteLlmFields.Fault(row);
    }

    private static void Warn(ICollection<ConfigDiagnostic> findings, string source, string path, string message) =>
        findings.Add(new ConfigDiagnostic(ConfigSeverity.Warning, source, Line: 0, Column: 0, path, message));
}
