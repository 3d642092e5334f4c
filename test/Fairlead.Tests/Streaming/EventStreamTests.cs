using System.Buffers;
using System.Text;
using Fairlead.Providers.Streaming;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Streaming;

public sealed class EventStreamTests
{
    // Encoded by Amazon's own JavaScript codec (@smithy/eventstream-codec).
    private const string DeltaEvent =
        "0000009400000057b4ab9aee0b3a6576656e742d74797065070011636f6e74656e74426c6f636b44656c74610d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a"
        + "6d6573736167652d747970650700056576656e747b22636f6e74656e74426c6f636b496e646578223a302c2264656c7461223a7b2274657874223a224869227d7d1f944657";

    private const string ThrottlingException =
        "0000008800000061de0175f40f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f"
        + "6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d657373616765223a22736c6f7720646f776e227d832ee072";

    private const string HeadersOnlyError =
        "0000005e0000004e7365c2540d3a6d6573736167652d747970650700056572726f720b3a6572726f722d636f6465"
        + "07000f496e7465726e616c4661696c7572650e3a6572726f722d6d65737361676507000869742062726f6b659613f848";

    private const string EveryHeaderType =
        "00000086000000740cec2f7e017400016601016202f9017303012c01690400011170016c05000000012a05f20001790600030102030b3a6576656e742d747970650700086d65"
        + "7461646174610164080000018bcfe568000175090102030405060708090a0b0c0d0e0f100d3a6d6573736167652d747970650700056576656e747b7d1a6d987b";

    private static readonly byte[] Stream =
        [.. Frame("messageStart", """{"role":"assistant"}"""), .. Convert.FromHexString(DeltaEvent), .. Frame("metadata", "{}"), .. Convert.FromHexString(ThrottlingException)];

    [Fact]
    public void Crc32_CheckString_IsThePublishedValue() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));

    [Theory]
    [InlineData("000000100000000005c248eb7d98c8ff", ": {}")]
    [InlineData("0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936", ": {'foo':'bar'}")]
    [InlineData(DeltaEvent, """contentBlockDelta: {"contentBlockIndex":0,"delta":{"text":"Hi"}}""")]
    [InlineData(ThrottlingException, """throttlingException: {"message":"slow down"}""")]
    [InlineData(HeadersOnlyError, """error: {"code":"InternalFailure","message":"it broke"}""")]
    [InlineData(EveryHeaderType, "metadata: {}")]
    public void Splitter_MessageOfAnotherEncoder_IsRead(string hex, string frame)
    {
        using var splitter = new EventStreamSplitter();

        Assert.Equal([frame], FrameLog.Of(splitter, Convert.FromHexString(hex)));
    }

    [Fact]
    public void Writer_EventAndException_AreTheBytesOfAnotherEncoder()
    {
        var output = new ArrayBufferWriter<byte>();

        EventStreamWriter.Event(output, "contentBlockDelta"u8, """{"contentBlockIndex":0,"delta":{"text":"Hi"}}"""u8);
        EventStreamWriter.Exception(output, "throttlingException"u8, """{"message":"slow down"}"""u8);

        Assert.Equal(DeltaEvent + ThrottlingException, Convert.ToHexStringLower(output.WrittenSpan));
    }

    [Fact]
    public void Splitter_AnySplitInTwo_SameFrames()
    {
        using var splitter = new EventStreamSplitter();
        var whole = FrameLog.Of(splitter, Stream);

        Assert.Equal(4, whole.Count);
        for (var at = 0; at <= Stream.Length; at++)
        {
            Assert.Equal(whole, FrameLog.Of(splitter, Stream, at));
        }
    }

    [Fact]
    public void Splitter_AnySplitInMany_SameFrames()
    {
        var cases =
            from payloads in Gen.ListOf(Gen.Choose(0, 300).Select(static length => new string('x', length)))
            from sizes in Gen.ListOf(Gen.Choose(0, 40))
            select (Bytes: payloads.SelectMany(static payload => Frame("e", payload)).ToArray(), Sizes: sizes);
        Prop.ForAll(cases.ToArbitrary(), static pair =>
        {
            using var splitter = new EventStreamSplitter();
            var whole = FrameLog.Of(splitter, pair.Bytes);
            Assert.Equal(whole, FrameLog.Of(splitter, pair.Bytes, [.. pair.Sizes]));
            Assert.Equal(whole, FrameLog.Of(splitter, pair.Bytes, Enumerable.Repeat(1, pair.Bytes.Length).ToArray()));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Splitter_AnyBitFlipped_IsNeverAFrame()
    {
        var good = Frame("first", "{}");
        for (var bit = 0; bit < 8 * (Stream.Length - good.Length); bit++)
        {
            byte[] bytes = [.. good, .. Stream];
            bytes[good.Length + (bit / 8)] ^= (byte)(1 << (bit % 8));
            using var splitter = new EventStreamSplitter();

            var frames = FrameLog.Of(splitter, bytes);

            // Frames before the damage are told; the damaged one and whatever follows are not.
            Assert.Equal("first: {}", frames[0]);
            Assert.Equal("(broken)", frames[^1]);
            Assert.Single(frames, "(broken)");
            Assert.All(frames[1..^1], frame => Assert.Contains(frame, FrameLog.Of(new EventStreamSplitter(), Stream)));
        }
    }

    [Fact]
    public void Splitter_AfterDamage_ReadsNothingUntilReset()
    {
        byte[] bytes = [.. Stream];
        bytes[^1] ^= 1;
        using var splitter = new EventStreamSplitter();
        FrameLog.Of(splitter, bytes);

        Assert.Empty(FrameLog.Of(splitter, Stream));
        splitter.Reset();
        Assert.Equal(4, FrameLog.Of(splitter, Stream).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(13)]
    public void Splitter_MessageTooLong_IsPassedOver(int firstPiece)
    {
        byte[] bytes = [.. Frame("long", new string('x', FrameSplitter.MaxFrameBytes)), .. Stream];
        using var splitter = new EventStreamSplitter();

        var frames = FrameLog.Of(splitter, bytes, firstPiece, 1000);

        Assert.Equal(["(long)", .. FrameLog.Of(new EventStreamSplitter(), Stream)], frames);
    }

    [Fact]
    public void Splitter_CutOff_TellsWhatWasWhole()
    {
        using var splitter = new EventStreamSplitter();

        Assert.Equal(3, FrameLog.Of(splitter, Stream.AsSpan()[..^1]).Count);
    }

    [Theory]
    [InlineData("00")] // a name and no type
    [InlineData("016e07")] // a text without a length
    [InlineData("016e070005616263")] // a text cut off
    [InlineData("016e0a00")] // a type that there is not
    public void Splitter_HeadersThatAreNone_IsBroken(string headers)
    {
        var message = Convert.FromHexString(headers);
        byte[] bytes = [0, 0, 0, (byte)(16 + message.Length), 0, 0, 0, (byte)message.Length, 0, 0, 0, 0, .. message, 0, 0, 0, 0];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), Crc32.Of(bytes.AsSpan(0, 8)));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - 4), Crc32.Of(bytes.AsSpan(0, bytes.Length - 4)));
        using var splitter = new EventStreamSplitter();

        Assert.Equal(["(broken)"], FrameLog.Of(splitter, bytes));
    }

    private static byte[] Frame(string name, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.Event(output, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }
}
