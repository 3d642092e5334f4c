using System.Text;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Providers.Http;

namespace Fairlead.Tests.Http;

/// <summary>Calls for tests of the provider side.</summary>
internal static class Calls
{
    /// <summary>Long enough never to be what ends a test.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    public static UpstreamCall Of(Deployment deployment, string body, Surface surface = Surface.ChatCompletions, TimeSpan? firstByte = null, TimeSpan? idle = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new UpstreamCall
        {
            Deployment = deployment,
            Surface = surface,
            UpstreamModel = deployment.UpstreamModel,
            Body = bytes,
            ModelSpan = ModelSpan(bytes),
            Stream = body.Contains("\"stream\":true", StringComparison.Ordinal),
            FirstByteTimeout = firstByte ?? Long,
            IdleTimeout = idle ?? Long,
        };
    }

    public static UpstreamCall Chat(Deployment deployment, bool stream = false, TimeSpan? firstByte = null, TimeSpan? idle = null) => Of(
        deployment,
        $$"""{"model":"asked","messages":[{"role":"user","content":"Hello there"}]{{(stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "")}}}""",
        firstByte: firstByte,
        idle: idle);

    /// <summary>Reads to the end or to the failure.</summary>
    public static async Task<(string Text, FailureKind Failure)> ReadAllAsync(UpstreamReply reply, int bufferSize = 4096, CancellationToken cancellationToken = default)
    {
        using var all = new MemoryStream();
        var buffer = new byte[bufferSize];
        while (true)
        {
            var read = await reply.ReadAsync(buffer, cancellationToken);
            if (read.Count == 0)
            {
                return (Encoding.UTF8.GetString(all.ToArray()), read.Failure);
            }

            all.Write(buffer, 0, read.Count);
        }
    }

    private static Range ModelSpan(byte[] body)
    {
        var key = body.AsSpan().IndexOf("\"model\":"u8);
        if (key < 0)
        {
            return default;
        }

        var start = key + "\"model\":"u8.Length;
        var length = body.AsSpan(start + 1).IndexOf((byte)'"') + 2;
        return start..(start + length);
    }
}
