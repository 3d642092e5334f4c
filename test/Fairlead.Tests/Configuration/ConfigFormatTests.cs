using Fairlead.Configuration;
using Microsoft.Extensions.Configuration;

namespace Fairlead.Tests.Configuration;

public sealed class ConfigFormatTests
{
    private const string Yaml = """
        model_list:
          - model_name: "gpt-4"
            capacity: 2
            litellm_params: &base
              model: openai/gpt-4
              api_key: k
              tags: [a, b]
              temperature: 0.5
              stop: "5"
              stream: true
              user: null
            metadata:
              region: "ü\t/😀"
          - model_name: x
            litellm_params:
              <<: *base
              model: azure/gpt-4
        router_settings:
          routing_strategy: least-busy
          fallbacks: [{ gpt-4: [x] }, { x: [gpt-4] }]
          timeout: 30
        """;

    private const string Json = """
        {
        	"model_list": [
        		{
        			"model_name": "gpt-4", "capacity": 2.0,
        			"litellm_params": { "model": "openai\/gpt-4", "api_key": "k", "tags": ["a", "b"], "temperature": 0.5, "stop": "5", "stream": true, "user": null },
        			"metadata": { "region": "\u00fc\t/\uD83D\uDE00" }
        		},
        		{
        			"model_name": "x",
        			"litellm_params": { "model": "azure/gpt-4", "api_key": "k", "tags": ["a", "b"], "temperature": 0.5, "stop": "5", "stream": true, "user": null }
        		}
        	],
        	"router_settings": { "routing_strategy": "least-busy", "fallbacks": [{ "gpt-4": ["x"] }, { "x": ["gpt-4"] }], "timeout": 30 }
        }
        """;

    [Fact]
    public void Read_JsonAndYaml_AreEqual() => AssertSame(Reading.Clean(Yaml), Reading.Clean(Json));

    [Fact]
    public void Read_ByteOrderMark_IsSkipped() => AssertSame(Reading.Clean(Yaml), Reading.Clean("\uFEFF" + Yaml));

    [Fact]
    public void Read_CrLf_IsTheSame() => AssertSame(Reading.Clean(Yaml), Reading.Clean(Yaml.ReplaceLineEndings("\r\n")));

    [Fact]
    public void Read_Section_IsTheSameButForQuotedNumbers()
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Json));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();

        var result = ConfigReader.Read(configuration, _ => null);

        Assert.Empty(result.Diagnostics);
        var expected = Reading.Clean(Json.Replace("\"stop\": \"5\"", "\"stop\": 5", StringComparison.Ordinal));
        AssertSame(expected, result.Config!);
    }

    [Fact]
    public void Read_SectionWithFaults_NamesThePathWithoutALine()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["model_list:0:model_name"] = "a", ["model_list:0:litellm_params:rpm"] = "many" })
            .Build();

        var result = ConfigReader.Read(configuration, _ => null, "appsettings.json");

        Assert.Equal(
            ["appsettings.json: error: model_list[0].litellm_params: 'model' is missing, e.g. 'openai/gpt-4o'", "appsettings.json: error: model_list[0].litellm_params.rpm: expected a number, found text"],
            result.Diagnostics.Select(finding => finding.ToString()));
    }

    [Fact]
    public void Read_SectionOfMoreThanTenEntries_KeepsTheirOrder()
    {
        var values = Enumerable.Range(0, 12).SelectMany(i => new[]
        {
            KeyValuePair.Create($"model_list:{i}:model_name", (string?)$"m{i}"),
            KeyValuePair.Create($"model_list:{i}:litellm_params:model", (string?)"openai/x"),
        });

        var result = ConfigReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), _ => null);

        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"m{i}"), result.Config!.ModelList.Select(deployment => deployment.ModelName));
    }

    [Theory]
    [InlineData("a: 'x'\nmodel_list: \"unclosed", 2)]
    [InlineData("model_list:\n\t- model_name: a", 2)]
    [InlineData("model_list: *nowhere", 1)]
    [InlineData("a: 1\n---\nb: 2", 2)]
    [InlineData("? [a]\n: b", 1)]
    [InlineData("{ \"a\": 1,\n  \"b\" }", 2)]
    [InlineData("general_settings:\n  master_key: @secret", 2)]
    [InlineData("general_settings:\n  master_key: %secret", 2)]
    [InlineData("general_settings:\n  master_key: !secret", 2)]
    [InlineData("general_settings:\n  master_key: &secret", 2)]
    [InlineData("general_settings:\n  master_key: *secret", 2)]
    [InlineData("model_list:\n  - model_name: a\n\t  b: c", 3)]
    [InlineData("a: [1, 2\nb: 3", 1)]
    public void Read_NoDocument_SaysWhere(string text, int line)
    {
        var result = Reading.Read(text);

        var finding = Assert.Single(result.Diagnostics);
        Assert.Null(result.Config);
        Assert.Equal((ConfigSeverity.Error, line), (finding.Severity, finding.Line));
        Assert.DoesNotContain("secret", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AliasesThatGrowWithoutEnd_AreRefused()
    {
        var lines = Enumerable.Range(1, 12).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]");
        var result = Reading.Read("a0: &a0 [x]\n" + string.Join('\n', lines));

        Assert.Contains("aliases counted", Assert.Single(result.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AliasWithinItself_IsRefused() => Assert.Contains("alias", Reading.Findings("a: &a [*a]"), StringComparison.Ordinal);

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Read_NestedTooDeep_IsRefused(char open, char close)
    {
        var deep = "a: " + string.Concat(Enumerable.Repeat(open == '{' ? "{a: " : "[", 5_000)) + new string(close, 5_000);

        Assert.Null(Reading.Read(deep).Config);
        Assert.Null(Reading.Read(new string('[', 100_000)).Config);
    }

    [Theory]
    [InlineData("0x10", 16)]
    [InlineData("0o17", 15)]
    [InlineData("1_000", 1000)]
    [InlineData("+12", 12)]
    [InlineData(".5", 0.5)]
    [InlineData("'7'", 7)]
    public void Read_NumberForms_AreTaken(string written, double expected) => Assert.Equal(expected, Reading.Clean(Reading.With($"rpm: {written}")).ModelList[0].Params.Rpm);

    [Theory]
    [InlineData("0x")]
    [InlineData("1e999")]
    [InlineData(".inf")]
    [InlineData(".nan")]
    [InlineData("1__0")]
    [InlineData("1,5")]
    [InlineData("true")]
    public void Read_NotANumber_IsRefused(string written) => Assert.Null(Reading.Read(Reading.With($"rpm: {written}")).Config);

    private static void AssertSame(RouterConfig expected, RouterConfig actual) => Assert.Equal(ConfigText.Of(expected), ConfigText.Of(actual));
}
