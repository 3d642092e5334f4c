using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Tests.Wire.BedrockConverse;

namespace Fairlead.Tests.Wire.Recordings;

/// <summary>Payloads of a stream that were kept without their frames: put into the frames that their format has.</summary>
internal static class RecordedChunks
{
    /// <summary>The stream.</summary>
    /// <param name="file">Its file, from the folder of all.</param>
    /// <param name="lines">The payloads.</param>
    public static Recording Read(string file, IEnumerable<string> lines)
    {
        string[] payloads = [.. lines.Where(static line => line.Length > 0)];
        var first = JsonNode.Parse(payloads[0])!.AsObject();
        var isBedrock = file.StartsWith("bedrock/", StringComparison.Ordinal);
        var isTyped = first["type"] is JsonValue;
        var bytes = isBedrock
            ? ConverseFrames.Of([.. payloads.Select(static line => JsonNode.Parse(line)!.AsObject().Single()).Select(static member => $"{member.Key} {member.Value!.ToJsonString()}")])
            : Encoding.UTF8.GetBytes(string.Concat(payloads.Select(line => $"{(isTyped ? $"event: {JsonNode.Parse(line)!["type"]}\n" : "")}data: {line}\n\n")) + (isTyped || first.ContainsKey("candidates") ? "" : "data: [DONE]\n\n"));
        var type = isBedrock ? "application/vnd.amazon.eventstream" : "text/event-stream";
        return new Recording(file, "", "", [], 200, new Dictionary<string, string> { ["content-type"] = type }, bytes);
    }
}
