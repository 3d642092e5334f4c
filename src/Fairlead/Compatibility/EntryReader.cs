using System.Buffers;
using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Configuration;

namespace Fairlead.Compatibility;

/// <summary>Reads entries of model lists in all their shapes into the configuration the kernel knows.</summary>
internal static class EntryReader
{
    // An entry may have no provider: the choice needs none, only the call would.
    private const string NoProvider = "openai";

    /// <exception cref="ArgumentException">The entry is of no known shape, or lacks its name.</exception>
    public static DeploymentConfig Read(object entry, int index) => entry switch
    {
        DeploymentConfig config => config,
        ModelListEntry typed => Read(typed),
        _ when EntryMap.TryWrap(entry, out var map) => Read(map, index),
        _ => throw new ArgumentException(
            $"Entry {index} of the model list is a {entry.GetType().Name}; expected a dictionary, a JsonObject, a {nameof(ModelListEntry)} or a {nameof(DeploymentConfig)}."),
    };

    /// <summary>The place a person may block an entry by.</summary>
    public static string? Endpoint(DeploymentConfig config) => config.Params.ApiBase;

    private static DeploymentConfig Read(ModelListEntry entry) => new()
    {
        ModelName = entry.ModelName,
        Capacity = entry.Capacity,
        Metadata = entry.Metadata,
        Info = new DeploymentInfo { Id = entry.Id },
        Params = WithProvider(new DeploymentParams
        {
            Model = entry.Model ?? entry.ModelName,
            ApiBase = entry.Endpoint,
            Weight = entry.Weight,
            InputCostPerToken = entry.InputCostPerToken,
            OutputCostPerToken = entry.OutputCostPerToken,
        }),
    };

    private static DeploymentConfig Read(EntryMap entry, int index)
    {
        var name = entry.Text("model_name")
            ?? throw new ArgumentException($"Entry {index} of the model list has no 'model_name'.");
        var call = entry.Map("litellm_params");
        var info = entry.Map("model_info");
        return new DeploymentConfig
        {
            ModelName = name,
            Capacity = entry.Number("capacity"),
            Metadata = Metadata(entry.Map("metadata")),
            Info = new DeploymentInfo { Id = info.Text("id") ?? entry.Text("id") },
            Params = WithProvider(new DeploymentParams
            {
                Model = call.Text("model") ?? name,
                CustomProvider = call.Text("custom_llm_provider"),
                ApiKey = call.Text("api_key") is { Length: > 0 } key ? new Secret(key) : null,
                ApiBase = entry.Text("endpoint") ?? call.Text("api_base") ?? call.Text("base_url"),
                ApiVersion = call.Text("api_version"),
                Weight = call.Number("weight"),
                Rpm = call.Number("rpm"),
                Tpm = call.Number("tpm"),
                Order = (int?)call.Number("order"),
                RegionName = call.Text("region_name"),
                Tags = call.Texts("tags"),
                InputCostPerToken = call.Number("input_cost_per_token") ?? info.Number("input_cost_per_token"),
                OutputCostPerToken = call.Number("output_cost_per_token") ?? info.Number("output_cost_per_token"),
            }),
        };
    }

    private static DeploymentParams WithProvider(DeploymentParams call) =>
        ProviderNames.TryResolve(call.Model, call.CustomProvider, call.ApiBase, out _, out _) ? call : call with { CustomProvider = NoProvider };

    private static Dictionary<string, JsonElement> Metadata(EntryMap map)
    {
        var metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Members())
        {
            metadata[key] = Json(value);
        }

        return metadata;
    }

    private static JsonElement Json(object? value)
    {
        if (value is JsonElement element)
        {
            return element.Clone();
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case JsonNode node:
                node.WriteTo(writer);
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal:
                writer.WriteNumberValue(number.ToDouble(null));
                break;
            case var _ when EntryMap.TryWrap(value, out var map):
                writer.WriteStartObject();
                foreach (var (key, item) in map.Members())
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }
}
