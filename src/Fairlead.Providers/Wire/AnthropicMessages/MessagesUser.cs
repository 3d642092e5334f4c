using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes <c>metadata.user_id</c>: Anthropic wants an opaque id, no name, e-mail address or phone number.</summary>
internal static class MessagesUser
{
    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        if (conversation.User is not { Length: > 0 } user)
        {
            return;
        }

        if (conversation.Source != MessagesDialect.FormatName && (user.Contains('@', StringComparison.Ordinal) || IsPhone(user)))
        {
            target.LoseHint("user", "it looks like a person's address, which Anthropic does not want");
            return;
        }

        json.WriteStartObject("metadata"u8);
        json.WriteString("user_id"u8, user);
        json.WriteEndObject();
    }

    // +49 (30) 123-4567: a plus, or breaks between seven digits and more.
    private static bool IsPhone(string user) =>
        user.Count(char.IsAsciiDigit) >= 7
        && user.All(static c => char.IsAsciiDigit(c) || c is '+' or ' ' or '-' or '(' or ')' or '.')
        && (user[0] == '+' || user.AsSpan().IndexOfAny(" -()") >= 0);
}
