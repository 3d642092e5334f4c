using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

/// <summary>Short forms for tests of the reader.</summary>
internal static class Reading
{
    public const string ThreeTiers = """
        model_list:
          - model_name: tier1
            litellm_params:
              model: ollama/qwen2.5-coder:14b
              api_base: http://localhost:11434
          - model_name: tier2
            litellm_params:
              model: gemini/gemini-1.5-flash
              api_key: os.environ/GEMINI_API_KEY
          - model_name: tier3
            litellm_params:
              model: claude-3-5-sonnet-20240620
              api_key: os.environ/ANTHROPIC_API_KEY
        router_settings:
          routing_strategy: least-busy
        """;

    /// <summary>Reads with the variables given; none of the process's.</summary>
    public static ConfigReadResult Read(string text, params (string Name, string Value)[] variables) =>
        ConfigReader.Read(text, "config.yaml", name => variables.FirstOrDefault(variable => variable.Name == name).Value);

    /// <summary>Reads what must be without any finding.</summary>
    public static RouterConfig Clean(string text, params (string Name, string Value)[] variables)
    {
        var result = Read(text, variables);
        Assert.Empty(result.Diagnostics.Select(finding => finding.ToString()));
        return result.Config!;
    }

    /// <summary>The findings as people see them.</summary>
    public static string Findings(string text, params (string Name, string Value)[] variables) =>
        string.Join('\n', Read(text, variables).Diagnostics);

    /// <summary>A configuration with one deployment, and more of it at two places.</summary>
    public static string With(string parameters = "", string rest = "") =>
        $"""
        model_list:
          - model_name: gpt-4
            litellm_params:
              model: openai/gpt-4
        {Indent(parameters, 6)}
        {rest}
        """;

    private static string Indent(string text, int by) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : new string(' ', by) + line));
}
