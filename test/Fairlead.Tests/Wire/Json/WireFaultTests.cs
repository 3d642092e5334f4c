using System.Text;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Tests.Wire.Json;

/// <summary>Where a request is wrong that no format could have.</summary>
public sealed class WireFaultTests
{
    [Theory]
    [InlineData("""{"a":[{"b":"x"},{"b":"\ud83d"}]}""", "a[1].b")]
    [InlineData("""{"a":["x",["y","\ude00"]],"c":1}""", "a[1][1]")]
    [InlineData("""{"a":{},"b":[],"c":"\ud83d"}""", "c")]
    [InlineData("""{"a":[{"\ud83d":1}]}""", "a[0]")]
    public void Text_ThatIsNone_IsTold_WithItsPlace(string json, string place)
    {
        var fault = WireFault.Of(new InvalidOperationException(), Encoding.UTF8.GetBytes(json));

        Assert.Equal(place, fault.Parameter);
        Assert.Contains($"'{place}'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_ThatAreNoText_AreTold_WithTheirPlace() =>
        Assert.Equal("a", WireFault.Of(new InvalidOperationException(), [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]).Parameter);

    [Fact]
    public void Nesting_ThatIsTooDeep_IsTold_WithItsPlace()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"tools":[{"parameters":{{new string('[', 200)}}{{new string(']', 200)}}}]}""");
        var thrown = Assert.ThrowsAny<JsonException>(() => JsonBody.Parse(json));

        var fault = WireFault.Of(thrown, json);

        Assert.Equal("tools[0].parameters", fault.Parameter);
        Assert.Contains("deeper than 128 levels", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_ThatIsNone_IsTold_WithItsLine()
    {
        var thrown = Assert.ThrowsAny<JsonException>(() => JsonBody.Parse("{\n\"a\": }"u8.ToArray()));

        Assert.Contains("line 2, byte 6", WireFault.Of(thrown, "{\n\"a\": }"u8).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_ThatNamesItsPlace_IsKept()
    {
        var fault = new WireException("'a' must be a text", "a");

        Assert.Same(fault, WireFault.Of(fault, "{}"u8));
    }
}
