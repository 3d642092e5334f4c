using Fairlead.Providers.Translation;

namespace Fairlead.Tests.Wire.Canonical;

/// <summary>A stream that comes in two pieces, wherever it is cut.</summary>
internal static class AnySplit
{
    /// <summary>Holds that it is whole, and the answer it is in one.</summary>
    public static void IsTheSame(Dialect dialect, ReadOnlySpan<byte> stream, int step = 1)
    {
        var whole = CanonicalText.Of(Translating.ReadStream(dialect, stream, out _).Answer);

        for (var at = 0; at < stream.Length; at += step)
        {
            Assert.Equal(whole, CanonicalText.Of(Translating.ReadStream(dialect, stream, out var isWhole, at).Answer));
            Assert.True(isWhole);
        }
    }
}
