using System.Globalization;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Claude's version, by a model's name: makers of requests must know what it takes.</summary>
internal static class ClaudeVersion
{
    /// <summary>Ten times the version: 37 is Claude 3.7; 0 where the name does not say.</summary>
    /// <param name="name">The name, on any platform: <c>claude-3-7-sonnet-20250219</c>, <c>claude-opus-4@20250514</c>, <c>us.anthropic.claude-sonnet-4-5-20250929-v1:0</c>.</param>
    public static int Of(string name)
    {
        var version = 0;
        foreach (var word in name.Split('-', '@', '.'))
        {
            var number = word.Length is 1 or 2 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
            if (version > 0)
            {
                return version + Math.Max(number, 0);
            }

            version = number > 0 ? 10 * number : 0;
        }

        return version;
    }
}
