using Fairlead.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Configuration;

public sealed class ConfigReaderProperties
{
    private const string Secret = "Zq7SecretValue9xW";

    private const string Document = $$"""
        environment_variables: { OTHER: {{Secret}} }
        model_list:
          - model_name: "gpt-4"
            litellm_params: &base
              model: openai/gpt-4
              api_key: {{Secret}}
              rpm: 10
              timeout: 2.5
              tags: [a, "b"]
          - model_name: gpt-4
            litellm_params: { <<: *base, api_key: os.environ/KEY }
            model_info:
              id: x
        router_settings:
          routing_strategy: least-busy
          fallbacks: [{ gpt-4: [gpt-4] }]
          model_group_alias: { a: gpt-4 }
        general_settings:
          master_key: {{Secret}}
        """;

    private const string Alphabet = " \t\n:-[]{},&*!|>'\"%@#?~<.\\a0\r\u00fc\ud83d\0";

    [Fact]
    public void Read_AnyText_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Reading.Read(text ?? "") is not null).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_AnyTextOfYamlsOwnCharacters_NeverThrows()
    {
        var texts = Gen.Elements(Alphabet.ToCharArray()).ListOf().Select(characters => new string([.. characters])).ToArbitrary();
        Prop.ForAll(texts, text => Reading.Read(text) is not null && Reading.Read("{\"" + text) is not null).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public void Read_BrokenDocument_NeverThrowsNorTellsASecret()
    {
        var edits = Gen.Choose(0, Document.Length - 1).SelectMany(at => Gen.Choose(0, 12).SelectMany(cut => Gen.Elements(Alphabet.ToCharArray()).Select(put => (at, cut, put))));
        Prop.ForAll(edits.ToArbitrary(), edit =>
        {
            var rest = Document[Math.Min(Document.Length, edit.at + edit.cut)..];
            Check(Document[..edit.at] + edit.put + rest);
            Check(Document[..edit.at] + rest);
            Check(Document[..edit.at]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

        static void Check(string text)
        {
            var result = Reading.Read(text, ("KEY", Secret));

            // Findings name keys, and "? text" makes a key of any text: nobody can tell that this one was a secret.
            if (!text.Contains($"? {Secret}", StringComparison.Ordinal))
            {
                Assert.DoesNotContain("Secret", string.Join('\n', result.Diagnostics), StringComparison.Ordinal);
            }

            Assert.True(result.Config is not null || result.Diagnostics.Any(finding => finding.Severity == ConfigSeverity.Error));
            Assert.Equal(result.Diagnostics.OrderBy(finding => (finding.Line, finding.Column)), result.Diagnostics);
        }
    }

    [Fact]
    public void Read_Document_IsCleanBeforeItIsBroken() => Reading.Clean(Document, ("KEY", Secret));
}
