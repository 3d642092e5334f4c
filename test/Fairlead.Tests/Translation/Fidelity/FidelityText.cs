using System.Text.RegularExpressions;
using Fairlead.Providers.Translation;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Translation.Fidelity;

/// <summary>Messages and pieces as texts that tell nothing of what every format does its own way: ids of calls, where instructions stand.</summary>
internal static partial class FidelityText
{
    /// <summary>The messages.</summary>
    public static string Turns(Conversation conversation)
    {
        var bare = new Conversation { Source = "" };
        bare.Turns.AddRange(conversation.Turns);
        return Numbered(CanonicalText.Of(bare).Replace("[Developer]", "[System]", StringComparison.Ordinal));
    }

    /// <summary>The pieces of an answer.</summary>
    public static string Parts(Answer answer)
    {
        var bare = new Answer();
        foreach (var choice in answer.Choices)
        {
            var copy = new AnswerChoice { Finish = choice.Finish };
            copy.Parts.AddRange(choice.Parts);
            bare.Choices.Add(copy);
        }

        return Numbered(CanonicalText.Of(bare));
    }

    private static string Numbered(string text)
    {
        var ids = new List<string>();
        return CallId().Replace(text, match =>
        {
            var id = match.Groups[2].Value;
            if (!ids.Contains(id))
            {
                ids.Add(id);
            }

            return $"{match.Groups[1].Value} #{ids.IndexOf(id)} ";
        });
    }

    [GeneratedRegex(@"(call|result) (\S*) ")]
    private static partial Regex CallId();
}
