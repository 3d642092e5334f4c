using System.Text;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Gateway.Relay;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>What a request needs is found while its members are jumped over.</summary>
public sealed class ContentScanTests
{
    private static RequestView Parse(string body)
    {
        var view = new RequestView();
        Assert.Null(RequestParser.Parse(Encoding.UTF8.GetBytes(body), view));
        return view;
    }

    [Theory]
    [InlineData("""{"model":"m"}""", RequestNeeds.None)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"\"type\":\"image_url\""}]}""", RequestNeeds.None)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"image_url"},{"role":"type","content":"image"}]}""", RequestNeeds.None)]
    [InlineData("""{"model":"m","messages":[{"content":["type","image_url"]}]}""", RequestNeeds.None)]
    [InlineData("""{"model":"m","messages":[{"content":[{"type" :  "image_url","image_url":{"url":"u"}}]}]}""", RequestNeeds.Vision)]
    [InlineData("""{"model":"m","messages":[{"content":[{"source":{"type":"base64"},"type":"image"}]}]}""", RequestNeeds.Vision)]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_image"},{"type":"input_file"}]}]}""", RequestNeeds.Vision | RequestNeeds.PdfInput)]
    [InlineData("""{"model":"m","messages":[{"content":[{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]}]}""", RequestNeeds.AudioInput)]
    [InlineData("""{"model":"m","tools":[]}""", RequestNeeds.None)]
    [InlineData("""{"model":"m","tools":null}""", RequestNeeds.None)]
    [InlineData("""{"model":"m","tools":[{"type":"function","function":{"parameters":{"properties":{"type":"image_url"}}}}]}""", RequestNeeds.Tools)]
    [InlineData("""{"model":"m","tools":[{"name":"f","input_schema":{}}]}""", RequestNeeds.Tools)]
    [InlineData("""{"model":"m","tools":[{"type":"web_search_preview_2025_03_11"}]}""", RequestNeeds.WebSearch)]
    [InlineData("""{"model":"m","tools":[{"type":"web_search"},{"type":"function","function":{}}]}""", RequestNeeds.WebSearch | RequestNeeds.Tools)]
    [InlineData("""{"model":"m","functions":[{"name":"f"}]}""", RequestNeeds.Tools)]
    [InlineData("""{"model":"m","web_search_options":{}}""", RequestNeeds.WebSearch)]
    [InlineData("""{"model":"m","response_format":{"type":"json_object"}}""", RequestNeeds.None)]
    [InlineData("""{"model":"m","response_format":{"type":"text"}}""", RequestNeeds.None)]
    [InlineData("""{"model":"m","response_format":{"type":"json_schema","json_schema":{}}}""", RequestNeeds.ResponseSchema)]
    [InlineData("""{"model":"m","modalities":["text","audio"],"audio":{"voice":"x"}}""", RequestNeeds.AudioOutput)]
    [InlineData("""{"model":"m","modalities":["text"]}""", RequestNeeds.None)]
    [InlineData("""{"model":"m","x":[{"type":"image_url"}],"metadata":{"type":"image_url"}}""", RequestNeeds.None)]
    public void Parse_Needs_AreSeen(string body, RequestNeeds needs) => Assert.Equal(needs, Parse(body).Needs);

    [Fact]
    public void Parse_Data_IsNotCountedAsText_ButAPromptIs()
    {
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', 60_000)));
        var text = string.Join(' ', Enumerable.Repeat("words", 10_000));

        Assert.InRange(Parse($$$"""{"model":"m","messages":[{"content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{data}}}"}}]}]}""").InputTokens, 700, 900);
        Assert.InRange(Parse($$$"""{"model":"m","messages":[{"content":[{"type":"input_audio","input_audio":{"data":"{{{data}}}"}}]}]}""").InputTokens, 1, 100);
        Assert.InRange(Parse($$"""{"model":"m","messages":[{"content":"{{text}}"}]}""").InputTokens, 14_000, 16_000);
    }

    [Theory]
    [InlineData("""{"model":"m","metadata":{"user_api_key_team_id":"t","user_api_key_models":["a"],"tags":["x"]}}""", """{"model":"m"}""")]
    [InlineData("""{"model":"m","metadata":{"a":"b","user_api_key_team_id":"t"}}""", """{"model":"m","metadata":{"a":"b"}}""")]
    [InlineData("""{"model":"m","litellm_metadata":{"tags":["x"],"user_api_key_team_id":"t","other":{"deep":[1]}},"n":1}""", """{"model":"m","n":1}""")]
    public void Parse_CallersMetadata_IsReadAndTakenOut(string body, string upstream)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var view = new RequestView();
        Assert.Null(RequestParser.Parse(bytes, view));

        Assert.Equal("t", view.Team);
        Assert.Equal(upstream, Encoding.UTF8.GetString(bytes.AsSpan(0, view.ApplyCuts(bytes))));
        using var json = JsonDocument.Parse(upstream);
    }
}
