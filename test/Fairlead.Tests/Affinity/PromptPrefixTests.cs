using Fairlead.Affinity;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Affinity;

public sealed class PromptPrefixTests
{
    [Fact]
    public void Pieces_CutAnywhere_AreOnePrompt() => Prop.ForAll<byte[], int[]>((noise, cuts) =>
    {
        var prompt = new byte[PromptPrefix.Shortest * 3];
        noise.AsSpan(0, Math.Min(noise.Length, 4000)).CopyTo(prompt);
        var reader = new PromptPrefix.Reader();
        var from = 0;
        foreach (var cut in cuts.Select(c => (int)((uint)c % prompt.Length)).Order())
        {
            reader.Append(prompt.AsSpan(from, cut - from));
            from = cut;
        }

        reader.Append(prompt.AsSpan(from));
        Assert.Equal(PromptPrefix.Of(prompt)!.Hashes, reader.Build()!.Hashes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Change_AtAnyByte_ChangesTheHashesFromThereOn() => Prop.ForAll<int, byte>((at, flip) =>
    {
        var prompt = new byte[PromptPrefix.Shortest * 4];
        var place = (int)((uint)at % prompt.Length);
        var before = PromptPrefix.Of(prompt)!.Hashes;
        prompt[place] ^= (byte)(flip | 1);
        var after = PromptPrefix.Of(prompt)!.Hashes;
        for (var i = 0; i < before.Length; i++)
        {
            Assert.Equal(place >= PromptPrefix.Shortest << i, before[i] == after[i]);
        }
    }).QuickCheckThrowOnFailure();
}
