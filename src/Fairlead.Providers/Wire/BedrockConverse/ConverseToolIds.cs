using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Ids of tool calls: Converse takes 64 letters, digits and some marks.</summary>
internal static class ConverseToolIds
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-");

    /// <summary>The id to send: the call's own where it may stand, else one that always is the same for the same id.</summary>
    public static string For(string id) =>
        id.Length is > 0 and <= MaxLength && id.AsSpan().IndexOfAnyExcept(Allowed) < 0
            ? id
            : "tooluse_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 12));
}
