using System.Text;
using System.Text.Json;
using Fairlead.Gateway.Relay;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class JsonSkipTests
{
    [Fact]
    public void AnyDocument_Skipped_EndsWhereTheReaderEnds()
    {
        Prop.ForAll(Documents().ToArbitrary(), document =>
        {
            var json = Encoding.UTF8.GetBytes("  " + document + " ,\"next\":1");
            var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
            Assert.True(reader.Read());
            Assert.True(reader.TrySkip());
            Assert.Equal((int)reader.BytesConsumed, JsonSkip.Value(json, 2));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AnyDocument_CutShort_HasNoEnd()
    {
        Prop.ForAll(Containers().ToArbitrary(), document =>
        {
            var json = Encoding.UTF8.GetBytes(document);
            for (var length = 0; length < json.Length; length++)
            {
                Assert.Equal(-1, JsonSkip.Value(json.AsSpan(0, length), 0));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void BackslashRunsOfEveryLengthAtEveryPlace_StringEnds_WhereTheReaderEndsIt()
    {
        for (var before = 0; before < 130; before++)
        {
            for (var run = 0; run < 132; run++)
            {
                var text = "\"" + new string('x', before) + new string('\\', run) + "\"" + "yy\"" + new string('z', 70) + "\"";
                var json = Encoding.UTF8.GetBytes(text);
                var expected = 1 + before + run + (run % 2 == 0 ? 1 : 4);
                Assert.Equal(expected, JsonSkip.Value(json, 0));
            }
        }
    }

    [Theory]
    [InlineData("""{"a":1]""")]
    [InlineData("""[{"a":1]}""")]
    [InlineData("""{"a":/* " */1}""")]
    [InlineData("""{"a":'"'}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""["open]""")]
    [InlineData("\"open")]
    [InlineData("\"open\\\"")]
    [InlineData("}")]
    [InlineData("#")]
    [InlineData("")]
    public void WhatParsersCouldReadDifferently_Skipped_IsRefused(string json) =>
        Assert.Equal(-1, JsonSkip.Value(Encoding.UTF8.GetBytes(json), 0));

    [Fact]
    public void Nesting_AtTheLimit_PassesAndAboveItIsRefused()
    {
        Assert.Equal(JsonSkip.MaxDepth * 2, JsonSkip.Value(Encoding.UTF8.GetBytes(Nested(JsonSkip.MaxDepth)), 0));
        Assert.Equal(-1, JsonSkip.Value(Encoding.UTF8.GetBytes(Nested(JsonSkip.MaxDepth + 1)), 0));

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    private static Gen<string> Documents() => Gen.OneOf(Containers(), Scalars());

    private static Gen<string> Scalars() => Gen.OneOf(
        Strings(),
        Gen.Elements("0", "-1.5e+10", "true", "false", "null", "12345678901234567890"));

    /// <summary>Mostly what breaks scanners: quotes, backslashes, brackets, and text beyond ASCII.</summary>
    private static Gen<string> Strings() =>
        Gen.Elements("\\\"", "\\\\", "\\n", "\\u00e9", "{", "]", ",", ":", "//", "é", "🪢", "plain words", new string('p', 61))
            .ArrayOf().Select(static parts => "\"" + string.Concat(parts) + "\"");

    private static Gen<string> Containers() => Gen.Sized(static size => Container(Math.Min(size, 24)));

    private static Gen<string> Container(int size)
    {
        var member = size < 2 ? Scalars() : Gen.OneOf(Scalars(), Scalars(), Container(size / 3));
        var space = Gen.Elements("", " ", "\r\n\t");
        var array = from items in member.ArrayOf(Math.Max(1, size / 4))
                    from gap in space
                    select "[" + string.Join("," + gap, items) + gap + "]";
        var named = from name in Strings() from value in member from gap in space select name + gap + ":" + gap + value;
        var obj = named.ArrayOf(Math.Max(1, size / 4)).Select(static members => "{" + string.Join(",", members) + "}");
        return Gen.OneOf(array, obj, Gen.Elements("{}", "[]"));
    }
}
