using System.Text;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Whatever the bytes and however they are cut: what comes out is what went in.</summary>
public sealed class RelayPropertyTests : IAsyncLifetime
{
    /// <summary>Enough to meet every pair of line end and cut; about 5 ms each.</summary>
    private const int Samples = 120;

    private static readonly Gen<string> Text = Gen.Elements(
        "a", "é", "日本", "😀", "\u2028", "\\\"", "\\u00e9", "\\ud83d\\ude00", "data: ", ": ", "model", "[DONE]", "\\n\\n", "\\r\\n", "{}", "");

    private FakeUpstream _upstream = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("gpt-4", _upstream.ApiBase)));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Stream_AnyBytesInAnyPieces_AreTheSame()
    {
        foreach (var (bytes, cuts) in Streams().Sample(Samples, 12))
        {
            _upstream.Enqueue(FakeReply.Raw("text/event-stream", Split(bytes, cuts)));
            using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","stream":true}""");
            var received = await response.Content.ReadAsByteArrayAsync();
            Assert.True(bytes.AsSpan().SequenceEqual(received), $"sent {Convert.ToBase64String(bytes)} cut at {string.Join(',', cuts)}, got {Encoding.UTF8.GetString(received)}");
        }
    }

    [Fact]
    public async Task Plain_AnyBytesInAnyPieces_AreTheSame()
    {
        foreach (var (text, cuts) in Bodies().Sample(Samples, 12))
        {
            var answer = Encoding.UTF8.GetBytes(text);
            _upstream.Enqueue(FakeReply.Raw("application/json; charset=utf-8", Split(answer, cuts)));
            using var response = await _gateway.PostAsync("/v1/chat/completions", text);
            Assert.Equal(text, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()));
            Assert.Equal(text.Replace("\"gpt-4\"", "\"up-1\"", StringComparison.Ordinal), _upstream.Requests[^1].BodyText);
        }
    }

    private static Gen<(byte[] Bytes, int[] Cuts)> Streams()
    {
        var other = Gen.Elements(": ping", ":", "event: chunk", "id: 7", "retry: 10", "data", "");
        var chunk = from text in Text
                    from extra in Text
                    select $$$"""data: {"choices":[{"index":0,"delta":{"content":"{{{text}}}x"}}],"x_{{{extra.Length}}}":"{{{extra}}}"}""";
        var line = Gen.Frequency((3, chunk), (1, other));
        return from lineEnd in Gen.Elements("\n", "\r\n", "\r")
               from lines in Gen.ListOf(line)
               from last in Gen.Elements("", lineEnd, lineEnd + lineEnd)
               let stream = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"first\"}}]}" + lineEnd + lineEnd
                   + string.Concat(lines.Select(l => l + lineEnd + lineEnd)) + "data: [DONE]" + last
               let bytes = Encoding.UTF8.GetBytes(stream)
               from cuts in Gen.ArrayOf(Gen.Choose(0, bytes.Length))
               select (bytes, cuts);
    }

    private static Gen<(string Text, int[] Cuts)> Bodies()
    {
        var space = Gen.Elements("", " ", "\r\n", "\t");
        var member = from key in Gen.Choose(0, 1000)
                     from text in Text
                     from before in space
                     from after in space
                     select $"\"k{key}\"{before}:{after}[\"{text}\", 1.0e+3, {{\"model\":\"{text}\"}}]{before}";
        return from members in Gen.ListOf(member)
               from before in space
               from after in space
               let body = $"{before}{{{after}\"model\"{before}:{after}\"gpt-4\"{before}{string.Concat(members.Select(m => "," + m))}}}{after}"
               from cuts in Gen.ArrayOf(Gen.Choose(0, body.Length))
               select (body, cuts);
    }

    private static byte[][] Split(byte[] bytes, int[] cuts)
    {
        var places = cuts.Append(0).Append(bytes.Length).Distinct().Order().ToArray();
        return [.. places.Zip(places.Skip(1), (start, end) => bytes[start..end])];
    }
}
