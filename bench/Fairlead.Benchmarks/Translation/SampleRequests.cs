using System.Text;
using Fairlead.Benchmarks.EndToEnd;

namespace Fairlead.Benchmarks.Translation;

/// <summary>One conversation of about 2 KB in two clients' words: instructions, five turns, two tools.</summary>
internal static class SampleRequests
{
    private const string Parameters = """{"type":"object","properties":{"city":{"type":"string","description":"Name of the city"},"unit":{"type":"string","enum":["celsius","fahrenheit"]}},"required":["city"]}""";

    private static readonly string System = Prose.OfLength(400);
    private static readonly string Long = Prose.OfLength(300);
    private static readonly string Short = Prose.OfLength(120);

    /// <summary>As the client of a pair sends it, streamed.</summary>
    public static byte[] Of(Pair pair) => Encoding.UTF8.GetBytes(pair == Pair.AnthropicToChat ? Messages() : Chat());

    private static string Chat() =>
        $$$"""
        {"model":"m","messages":[{"role":"system","content":"{{{System}}}"},{"role":"user","content":"{{{Long}}}"},{"role":"assistant","content":"{{{Short}}}"},
        {"role":"user","content":"{{{Short}}}"},{"role":"assistant","content":"{{{Short}}}"},{"role":"user","content":"{{{Short}}}"}],
        "tools":[{"type":"function","function":{"name":"get_weather","description":"The weather now","parameters":{{{Parameters}}}}},
        {"type":"function","function":{"name":"get_forecast","description":"The weather of the next days","parameters":{{{Parameters}}}}}],
        "tool_choice":"auto","temperature":0.7,"max_tokens":512,"stream":true,"stream_options":{"include_usage":true}}
        """;

    private static string Messages() =>
        $$$"""
        {"model":"m","system":"{{{System}}}","messages":[{"role":"user","content":"{{{Long}}}"},{"role":"assistant","content":"{{{Short}}}"},
        {"role":"user","content":"{{{Short}}}"},{"role":"assistant","content":"{{{Short}}}"},{"role":"user","content":"{{{Short}}}"}],
        "tools":[{"name":"get_weather","description":"The weather now","input_schema":{{{Parameters}}}},
        {"name":"get_forecast","description":"The weather of the next days","input_schema":{{{Parameters}}}}],
        "tool_choice":{"type":"auto"},"temperature":0.7,"max_tokens":512,"stream":true}
        """;
}
