using System.Globalization;
using System.Text.Json;
using Fairlead.Configuration;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Simulated;

/// <summary>Reads settings out of free keys and says what is wrong with each.</summary>
internal readonly struct SimulatedSettingsReader(
    IReadOnlyDictionary<string, JsonElement> values, ICollection<ConfigDiagnostic> findings, string source, string path)
{
    public double? Number(string key, double least, double most)
    {
        if (!TryGet(key, out var value))
        {
            return null;
        }

        if (NumberOf(value) is { } number && number >= least && number <= most)
        {
            return number;
        }

        Wrong(key, string.Create(CultureInfo.InvariantCulture, $"expected a number from {least} to {most}"));
        return null;
    }

    public int? Whole(string key, int least, int most)
    {
        if (!TryGet(key, out var value))
        {
            return null;
        }

        if (NumberOf(value) is { } number && number >= least && number <= most && number == Math.Floor(number))
        {
            return (int)number;
        }

        Wrong(key, string.Create(CultureInfo.InvariantCulture, $"expected a whole number from {least} to {most}"));
        return null;
    }

    public string? Text(string key)
    {
        if (!TryGet(key, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Wrong(key, "expected a text");
        return null;
    }

    public bool? Flag(string key)
    {
        if (!TryGet(key, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Wrong(key, "expected true or false");
        return null;
    }

    public Dialect? Format(string key)
    {
        if (Text(key) is not { } name)
        {
            return null;
        }

        var dialect = Dialects.Named(name);
        if (dialect is null)
        {
            Wrong(key, "expected one of " + string.Join(", ", Dialects.All.Select(static known => known.Name)));
        }

        return dialect;
    }

    public IReadOnlyList<(double Rate, SimulatedError Error)> Errors()
    {
        var errors = new List<(double, SimulatedError)>();
        var sum = 0.0;
        if (Number("error_rate", 0, 1) is { } rate and > 0)
        {
            errors.Add((rate, SimulatedError.ServerError));
            sum += rate;
        }

        if (TryGet("errors", out var map))
        {
            if (map.ValueKind != JsonValueKind.Object)
            {
                Wrong("errors", "expected a map from kind to chance, such as {429: 0.1, timeout: 0.01}");
                return errors;
            }

            foreach (var entry in map.EnumerateObject())
            {
                var key = "errors." + entry.Name;
                if (SimulatedError.Parse(entry.Name) is not { } error)
                {
                    Wrong(key, $"unknown kind; expected {SimulatedError.Names}");
                }
                else if (NumberOf(entry.Value) is not (>= 0 and <= 1))
                {
                    Wrong(key, "expected a chance from 0 to 1");
                }
                else
                {
                    var chance = NumberOf(entry.Value)!.Value;
                    errors.Add((chance, error));
                    sum += chance;
                }
            }
        }

        // A little above 1 is what tenths add up to.
        if (sum > 1 + 1e-9)
        {
            Wrong("errors", string.Create(CultureInfo.InvariantCulture, $"the chances, with error_rate, add up to {sum:0.###}; expected at most 1"));
        }

        return errors;
    }

    public IReadOnlyList<SimulatedToolCall> ToolCalls(string key)
    {
        if (!TryGet(key, out var list))
        {
            return [];
        }

        var calls = new List<SimulatedToolCall>();
        if (list.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in list.EnumerateArray())
            {
                if (entry.ValueKind == JsonValueKind.Object
                    && entry.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                    && name.GetString() is { Length: > 0 } function)
                {
                    var arguments = !entry.TryGetProperty("arguments", out var given) ? "{}"
                        : given.ValueKind == JsonValueKind.String ? given.GetString()!
                        : given.GetRawText();
                    calls.Add(new SimulatedToolCall(function, arguments));
                    continue;
                }

                Wrong(key, "expected entries with a name, and arguments as a map or JSON text");
            }

            return calls;
        }

        Wrong(key, "expected a list of {name, arguments}");
        return calls;
    }

    private bool TryGet(string key, out JsonElement value) =>
        values.TryGetValue(key, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private void Wrong(string key, string message) =>
        findings.Add(new ConfigDiagnostic(ConfigSeverity.Error, source, 0, 0, $"{path}.{key}", message));

    // YAML readers may give "0.5" as text, as os.environ values are.
    private static double? NumberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
