using System.Text;
using Fairlead.Providers.Http;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Http;

public sealed class SplicedContentTests
{
    [Fact]
    public void Write_AnyBody_ChangesTheModelAlone()
    {
        var bodies =
            from before in Gen.Elements("", " ", "\"a\":1,", "\"é🐟\\u0000\":[{}],\r\n", "\"messages\":[{\"model\":\"inner\"}],")
            from model in Gen.Elements("gpt-4", "", "a\\\"b", "ü")
            from after in Gen.Elements("", " ", ",\"z\":null", ",\n\"unknown\":{\"model\":1.50e+3}")
            from name in Gen.Elements("up", "x/y:z", "", "long-" + new string('n', 200))
            select (Before: "{" + before + "\"model\":", Old: $"\"{model}\"", After: after + "}", Name: name);
        Prop.ForAll(bodies.ToArbitrary(), body =>
        {
            var start = Encoding.UTF8.GetByteCount(body.Before);
            var span = start..(start + Encoding.UTF8.GetByteCount(body.Old));
            using var content = new SplicedContent(Encoding.UTF8.GetBytes(body.Before + body.Old + body.After), span, Encoding.UTF8.GetBytes($"\"{body.Name}\""), default);
            var written = Write(content);

            Assert.Equal($"{body.Before}\"{body.Name}\"{body.After}", Encoding.UTF8.GetString(written));
            Assert.Equal(written.Length, content.Headers.ContentLength);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Write_PromptOfAnySize_AllocatesTheSame()
    {
        var model = "\"upstream\""u8.ToArray();
        var small = Body(1_000);
        var large = Body(5_000_000);
        Measure(small);
        Measure(large);

        Assert.Equal(Measure(small), Measure(large));

        static byte[] Body(int size) => Encoding.UTF8.GetBytes($$"""{"model":"m","prompt":"{{new string('p', size)}}"}""");

        long Measure(byte[] body)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var content = new SplicedContent(body, 9..12, model, default);
            content.CopyToAsync(Stream.Null).GetAwaiter().GetResult();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static byte[] Write(SplicedContent content)
    {
        using var stream = new MemoryStream();
        content.CopyToAsync(stream).GetAwaiter().GetResult();
        return stream.ToArray();
    }
}
