using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Ids of tool calls: Anthropic takes letters, digits, underscores and hyphens, and refuses anything else.</summary>
internal static class MessagesToolIds
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    /// <summary>The id to send: the call's own where it may stand, else one that always is the same for the same id.</summary>
    public static string For(string id) =>
        id.Length > 0 && id.AsSpan().IndexOfAnyExcept(Allowed) < 0
            ? id
            : "toolu_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 12));

    /// <summary>The id of a call that has none.</summary>
    /// <param name="answer">The answer's id, without a prefix.</param>
    /// <param name="call">The call's number.</param>
    public static string New(string answer, int call) => For($"toolu_{answer}_{call}");
}
