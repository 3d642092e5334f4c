using System.Collections.Frozen;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Members of a Responses request that no other format can have: state that the vendor keeps, and how it runs the request.</summary>
internal static class ResponsesBound
{
    /// <summary>Why state of a vendor's is no use to another.</summary>
    public const string KeptElsewhere = "what it refers to is kept by the provider that speaks the Responses API itself, and this deployment speaks another; send the whole conversation as 'input'";

    // Asked for, these change nothing in the answer's text.
    private static readonly FrozenDictionary<string, string> Hints = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["prompt_cache_key"] = "other vendors find a cached prompt by itself",
        ["prompt_cache_retention"] = "other vendors keep a cached prompt as long as they like",
        ["prompt_cache_options"] = "other vendors keep a cached prompt as long as they like",
        ["stream_options"] = "nothing is padded here",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Known =
        new[] { "context_management", "max_tool_calls", "moderation" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether OpenAI's reference has a member that has no place in a conversation.</summary>
    public static bool IsKnown(string name) => Known.Contains(name);

    /// <summary>Reads one; false where it is none of these.</summary>
    public static bool Read(JsonProperty member, JsonBody body, Conversation conversation)
    {
        switch (member.Name)
        {
            case "previous_response_id":
                Add(LossKind.Content, KeptElsewhere, ResponsesNotFound.Previous(member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null));
                return true;
            case "conversation" or "prompt":
                Add(LossKind.Content, KeptElsewhere);
                return true;
            case "background":
                if (member.Value.ValueKind == JsonValueKind.True)
                {
                    Add(LossKind.Parameter, "only providers that speak the Responses API run requests in the background");
                }

                return true;
            case "store":
                // The gateway may keep them in its place.
                Add(LossKind.Hint, "the provider keeps no answers");
                return true;
            case "truncation":
                if (member.Value.ValueKind == JsonValueKind.String && !member.Value.ValueEquals("disabled"u8))
                {
                    Add(LossKind.Parameter, "only providers that speak the Responses API shorten a conversation that is too long");
                }

                return true;
            default:
                if (Hints.TryGetValue(member.Name, out var why))
                {
                    Add(LossKind.Hint, why);
                    return true;
                }

                return false;
        }

        void Add(LossKind loss, string why, AnswerError? error = null) =>
            conversation.Bound.Add(new BoundMember(member.Name, body.Raw(member.Value), loss, why) { Error = error });
    }
}
