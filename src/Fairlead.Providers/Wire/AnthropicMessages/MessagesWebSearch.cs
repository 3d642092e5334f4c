using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes Anthropic's search of the web for whoever asked for another vendor's.</summary>
internal static class MessagesWebSearch
{
    public static void Write(ToolDefinition tool, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        // The version every model with a search takes.
        json.WriteString("type"u8, "web_search_20250305"u8);
        json.WriteString("name"u8, "web_search"u8);
        if (!tool.Json.IsEmpty)
        {
            using var body = JsonBody.Parse(tool.Json.Memory);
            if (body.Root.TryObject("user_location"u8, out var location))
            {
                Location(body, location, json);
            }
        }

        json.WriteEndObject();
    }

    // OpenAI's chat format has the place within "approximate"; its Responses have it as Anthropic does.
    private static void Location(JsonBody body, JsonElement location, Utf8JsonWriter json)
    {
        var place = location.TryObject("approximate"u8, out var inner) ? inner : location;
        json.WriteStartObject("user_location"u8);
        json.WriteString("type"u8, "approximate"u8);
        foreach (var member in place.EnumerateObject())
        {
            if (member.Name is "city" or "region" or "country" or "timezone" && member.Value.ValueKind == JsonValueKind.String)
            {
                json.WriteText(System.Text.Encoding.UTF8.GetBytes(member.Name), body.Text(member.Value));
            }
        }

        json.WriteEndObject();
    }
}
