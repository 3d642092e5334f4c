using System.Text;
using Fairlead.Providers.Streaming;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Streaming;

/// <summary>Whatever the pieces, the answers are those of the whole.</summary>
public sealed class SplitProperties
{
    private static readonly string[] Lines =
    [
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
        "data: {\"choices\":[{\"delta\":{\"content\":\"é🐟\u2028 \\\"usage\\\"\"},\"finish_reason\":null}]}",
        "data:{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5}}",
        "data: {\"choices\":[{\"delta\":{\"content\":",
        "data: \"joined\"}}]}",
        "data: {\"error\":{\"message\":\"no\"}}",
        "data: [DONE]",
        "data:",
        "data",
        "event: error",
        "event: message",
        ": comment",
        "id: 7",
        "",
        "",
        "",
        "\uFEFFdata: [DONE]",
        "garbage",
    ];

    private static readonly string[] Ends = ["\n", "\r\n", "\r"];

    [Fact]
    public void SseScanner_AnySplit_SameAsWhole()
    {
        var streams =
            from lines in Gen.ListOf(Gen.Zip(Gen.Elements(Lines), Gen.Elements(Ends)))
            from mark in Gen.Elements("", "\uFEFF")
            select Encoding.UTF8.GetBytes(mark + string.Concat(lines.Select(l => l.Item1 + l.Item2)));
        Check(streams, Sse);
    }

    [Fact]
    public void JsonUsageScanner_AnySplit_SameAsWhole()
    {
        string[] parts =
        [
            "{\"id\":\"x\",", "\"usage\"", " : ", ":", "{\"prompt_tokens\":3,\"completion_tokens\":5}", "{\"prompt_tokens\":4,\"d\":{\"a\":[1,\"}\"]}}", "null",
            "\"choices\":[{\"message\":{\"content\":\"say \\\"usage\\\": {}\"}}],", "\"us", "age\"", "\"", "\n ", "}", "{",
        ];
        var bodies =
            from some in Gen.ListOf(Gen.Elements(parts))
            select Encoding.UTF8.GetBytes(string.Concat(some));
        Check(bodies, JsonUsage);
    }

    private static void Check(Gen<byte[]> bytes, Func<byte[], IReadOnlyList<int>, string> scan)
    {
        var cases = Gen.Zip(bytes, Gen.ListOf(Gen.Choose(0, 20)));
        Prop.ForAll(cases.ToArbitrary(), pair =>
        {
            var whole = scan(pair.Item1, []);
            Assert.Equal(whole, scan(pair.Item1, [.. pair.Item2]));
            Assert.Equal(whole, scan(pair.Item1, Enumerable.Repeat(1, pair.Item1.Length).ToArray()));
        }).QuickCheckThrowOnFailure();
    }

    private static string Sse(byte[] bytes, IReadOnlyList<int> sizes)
    {
        using var scanner = new SseScanner();
        Feed(bytes, sizes, scanner.Push);
        scanner.Complete();
        return $"{scanner.ContentSeen} {scanner.ErrorSeen} {scanner.ErrorBeforeContent} {scanner.DoneSeen} {scanner.FinishSeen} {scanner.UsageSeen} {scanner.Usage} {scanner.Events} {Encoding.UTF8.GetString(scanner.ErrorFrame.Span)}";
    }

    private static string JsonUsage(byte[] bytes, IReadOnlyList<int> sizes)
    {
        using var scanner = new JsonUsageScanner();
        Feed(bytes, sizes, scanner.Push);
        return $"{scanner.UsageSeen} {scanner.Usage}";
    }

    private delegate void Push(ReadOnlySpan<byte> piece);

    private static void Feed(byte[] bytes, IReadOnlyList<int> sizes, Push push)
    {
        var at = 0;
        foreach (var size in sizes)
        {
            var length = Math.Min(size, bytes.Length - at);
            push(bytes.AsSpan(at, length));
            at += length;
        }

        push(bytes.AsSpan(at));
    }
}
