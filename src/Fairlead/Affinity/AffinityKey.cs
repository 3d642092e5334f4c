using Fairlead.Model;

namespace Fairlead.Affinity;

/// <summary>What ties are kept under.</summary>
internal static class AffinityKey
{
    /// <summary>FNV-1a's offset and prime for 64 bits (Fowler, Noll, Vo).</summary>
    private const ulong Offset = 14695981039346656037;

    private const ulong Prime = 1099511628211;

    /// <summary>Bytes looked at of what is sealed: 48 of its own in base64, more than any seal has.</summary>
    public const int SealBytes = 64;

    /// <summary>A key within a group: another group has other deployments.</summary>
    public static ulong Of(AffinityKinds kind, ModelGroup group, string value) => Mix(Mix(Start(kind), group.Name), value);

    /// <summary>An answer's id is the provider's, and the same in every group.</summary>
    public static ulong OfResponse(string id) => Mix(Start(AffinityKinds.Response), id);

    /// <summary>What an account sealed is unlike anything else by its last bytes, which authenticate it: the same in every group.</summary>
    public static ulong OfSealed(ReadOnlySpan<byte> text)
    {
        var hash = Start(AffinityKinds.Sealed);
        foreach (var b in text[^Math.Min(text.Length, SealBytes)..])
        {
            hash = (hash ^ b) * Prime;
        }

        return hash;
    }

    public static ulong OfPrefix(ModelGroup group, ulong hash) => Mix(Start(AffinityKinds.Prefix), group.Name) ^ hash;

    private static ulong Start(AffinityKinds kind) => (Offset ^ (ulong)kind) * Prime;

    private static ulong Mix(ulong hash, string text)
    {
        foreach (var c in text)
        {
            hash = (hash ^ c) * Prime;
        }

        // A character no name holds, so that "a" + "bc" is not "ab" + "c".
        return (hash ^ char.MaxValue) * Prime;
    }
}
