using System.Security.Cryptography;
using System.Text;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Ids of calls made by one vendor, sent to another that is particular about them.</summary>
internal static class ChatToolIds
{
    /// <summary>OpenAI refuses longer ones (400 <c>string_above_max_length</c>).</summary>
    private const int MaxLength = 40;

    /// <summary>The same in its Responses API.</summary>
    private const int MaxLengthOfItems = 64;

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>The id to send: the vendor's own where it may stand, else one that always is the same for the same id.</summary>
    public static string For(string id, RequestTarget target)
    {
        var length = target.Vendor.Chat.ToolIdLength;
        if (length > 0)
        {
            return id.Length == length && id.All(char.IsAsciiLetterOrDigit) ? id : Short(id, length);
        }

        return id.Length <= MaxLength ? id : "call_" + Short(id, 24);
    }

    /// <summary>The same for the Responses API.</summary>
    public static string ForItem(string id) => id.Length <= MaxLengthOfItems ? id : "call_" + Short(id, 24);

    private static string Short(string id, int length)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        return string.Create(length, hash, static (chars, bytes) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = Letters[bytes[i % bytes.Length] % Letters.Length];
            }
        });
    }
}
