using Fairlead.Attempts;

namespace Fairlead.State;

/// <summary>Until when a deployment rests, and why: one 64-bit word, so that both are read and written as one.</summary>
/// <remarks>The time stands in the upper bits: the word of the later end is the larger one. Zero: it never rested.</remarks>
internal readonly record struct Rest(long Word)
{
    /// <summary>Room for <see cref="FailureKind"/>. A counter of nanoseconds then still holds nine years of running.</summary>
    private const int KindBits = 5;

    public static Rest Of(long until, FailureKind cause) => new((until << KindBits) | (long)cause);

    public long Until => Word >> KindBits;

    public FailureKind Cause => (FailureKind)(Word & ((1 << KindBits) - 1));

    public bool Lasts(long now) => Until > now;
}
