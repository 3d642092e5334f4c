namespace Fairlead.Gateway.Tests.Cli;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-models-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Models_NoName_ListsEveryRowWithItsSource()
    {
        var (exit, output, error) = await CommandLine.RunAsync("models");

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, ""), (exit, error));
        Assert.True(lines.Length > 150);
        Assert.Matches("^PROVIDER +MODEL +MODE +MAX IN +MAX OUT +\\$ PER 1M IN/OUT +CACHED +CAN +READ ON +SOURCE$", lines[0]);
        Assert.All(lines[1..], line => Assert.Matches("20\\d\\d-\\d\\d-\\d\\d +\\S", line));
    }

    [Fact]
    public async Task Models_Name_IsTheRowARouterWouldTake()
    {
        var (exit, output, _) = await CommandLine.RunAsync("models", "openai/gpt-4o-mini-2024-07-18");

        Assert.Equal(0, exit);
        Assert.Equal(2, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Matches("openai +gpt-4o-mini +chat +128000 +16384 +0\\.15 / 0\\.6 +0\\.075 +tools ", output);
    }

    [Fact]
    public async Task Models_PartOfANameAndProvider_ListsThoseThatHoldIt()
    {
        var (exit, output, _) = await CommandLine.RunAsync("models", "sonnet", "--provider", "bedrock");

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(0, exit);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Matches("^bedrock .*sonnet", line));
    }

    [Fact]
    public async Task Models_Unknown_SaysSo()
    {
        Assert.Equal((1, "", "Nothing is known of 'gpt-99'.\n"), await CommandLine.RunAsync("models", "gpt-99"));
        Assert.Equal((1, "", "Nothing is known of models of the provider 'opanai'. Did you mean 'openai'?\n"), await CommandLine.RunAsync("models", "-p", "opanai"));
    }

    [Fact]
    public async Task Models_Configuration_ListsItsFileFirst()
    {
        var config = Write("config.yaml", "model_list: [{ model_name: m, litellm_params: { model: simulated/x } }]\ngeneral_settings: { model_catalogue_file: prices.json }");
        Write("prices.json", """{ "gpt-4o": { "litellm_provider": "openai", "input_cost_per_token": 0.000007 } }""");

        var (exit, output, error) = await CommandLine.RunAsync("models", "gpt-4o", "--config", config);
        var all = await CommandLine.RunAsync("models", "--config", config);

        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("7 / ?", output, StringComparison.Ordinal);
        Assert.Matches("^openai +gpt-4o +7 / \\? ", string.Join(' ', all.Output.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Replace(" chat", "", StringComparison.Ordinal));
        Assert.Contains("claude-opus", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_CostStrategyAndNoPrice_IsAWarning()
    {
        var config = Write(
            "config.yaml",
            """
            model_list:
              - { model_name: m, litellm_params: { model: openai/gpt-4o } }
              - { model_name: m, litellm_params: { model: openai/own-name } }
            router_settings: { routing_strategy: cost-based-routing }
            """);

        var (exit, output, error) = await CommandLine.RunAsync("check", config);

        Assert.Equal(0, exit);
        Assert.Contains("1 warning", output, StringComparison.Ordinal);
        Assert.Contains("model_list[1]: no price is known for openai/own-name", error, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
