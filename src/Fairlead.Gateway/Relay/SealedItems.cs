using Fairlead.Affinity;
using Fairlead.Providers.Streaming;

namespace Fairlead.Gateway.Relay;

/// <summary>Finds what a provider has sealed (<c>encrypted_content</c>) in requests and answers of the Responses API.</summary>
internal static class SealedItems
{
    /// <summary>Keys of the first and the last such text (<see cref="AffinityKey.OfSealed"/>); 0 where there is none.</summary>
    public static (ulong First, ulong Last) Of(ReadOnlySpan<byte> json)
    {
        var first = 0UL;
        ReadOnlySpan<byte> last = default;
        for (var at = Next(json, 0); at >= 0; at = Next(json, at))
        {
            if (json[at] != (byte)'"')
            {
                continue;
            }

            // Base64 and its like have no escapes.
            var end = json[(at + 1)..].IndexOf((byte)'"');
            if (end <= 0)
            {
                continue;
            }

            last = json.Slice(at + 1, end);
            first = first == 0 ? AffinityKey.OfSealed(last) : first;
            at += end;
        }

        return last.IsEmpty ? default : (first, AffinityKey.OfSealed(last));
    }

    private static int Next(ReadOnlySpan<byte> json, int from) => JsonKey.ValueOf(json, "\"encrypted_content\""u8, from);
}
