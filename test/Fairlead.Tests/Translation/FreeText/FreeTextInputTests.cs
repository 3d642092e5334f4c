using System.Text;
using Fairlead.Providers.Translation.FreeText;

namespace Fairlead.Tests.Translation.FreeText;

public sealed class FreeTextInputTests
{
    [Theory]
    [InlineData("""{"input":"print(1)"}""", "print(1)")]
    [InlineData(" {\n \"input\" : \"a\\nb\\t\\\"c\\\"\\\\ \\u00e9 \\ud83d\\ude00 ü\" } ", "a\nb\t\"c\"\\ é 😀 ü")]
    [InlineData("{}", "")]
    [InlineData("""{"input":""}""", "")]
    [InlineData("""{"input":"cut of""", "cut of")]
    [InlineData("""{"inputs":"x"}""", """{"inputs":"x"}""")]
    [InlineData("""{"in put":"x"}""", """{"in put":"x"}""")]
    [InlineData("just text", "just text")]
    [InlineData("""{"input":["x"]}""", """{"input":["x"]}""")]
    public void Input_CutAnywhere_IsItsText(string arguments, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(arguments);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var input = new FreeTextInput();
            var read = input.Read(bytes.AsSpan(0, cut)).ToArray();

            Assert.Equal(text, Encoding.UTF8.GetString([.. read, .. input.Read(bytes.AsSpan(cut))]));
        }
    }
}
