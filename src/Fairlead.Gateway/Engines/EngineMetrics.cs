using System.Buffers.Text;

namespace Fairlead.Gateway.Engines;

/// <summary>Finds in an engine's metrics (Prometheus's text format) how many requests wait in its own queue.</summary>
internal static class EngineMetrics
{
    // vLLM, SGLang, Hugging Face's text-generation-inference, llama.cpp: each calls it otherwise.
    private static readonly byte[][] Waiting =
    [
        [.. "vllm:num_requests_waiting"u8], [.. "sglang:num_queue_reqs"u8], [.. "tgi_queue_size"u8], [.. "llamacpp:requests_deferred"u8],
    ];

    /// <summary>How many wait, over all of the engine's parts; null where the text does not say.</summary>
    public static int? WaitingIn(ReadOnlySpan<byte> text)
    {
        double? found = null;
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            foreach (var name in Waiting)
            {
                if (line.StartsWith(name) && ValueOf(line[name.Length..]) is { } value)
                {
                    found = (found ?? 0) + value;
                }
            }
        }

        return found is { } sum ? (int)Math.Clamp(Math.Round(sum), 0, int.MaxValue) : null;
    }

    // What stands behind the name: "{labels} value" or " value", and perhaps a time; a longer name is another metric.
    private static double? ValueOf(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > 0 && rest[0] == (byte)'{')
        {
            var end = rest.LastIndexOf((byte)'}');
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        if (rest.Length == 0 || rest[0] is not ((byte)' ' or (byte)'\t'))
        {
            return null;
        }

        return Utf8Parser.TryParse(rest.TrimStart(" \t"u8), out double value, out _) && double.IsFinite(value) ? value : null;
    }
}
