using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>An answer's parts as items: what is said between two thoughts or calls is one message.</summary>
internal static class ResponsesOutput
{
    public static List<ResponsesItem> Of(AnswerChoice choice, AnswerTarget target)
    {
        var items = new List<ResponsesItem>();
        foreach (var part in choice.Parts)
        {
            if (KindOf(part) is not { } kind)
            {
                continue;
            }

            if (kind == ResponsesItemKind.Message && items is [.., { Kind: ResponsesItemKind.Message } open])
            {
                open.Parts.Add(part);
                continue;
            }

            var item = ResponsesItem.New(kind, target, items.Count, (part as ReasoningPart)?.Id, part is ToolCallPart { IsCustom: true });
            item.Parts.Add(part is ToolCallPart call ? Kept(call, items, target) : part);
            items.Add(item);
        }

        if (items.Find(static item => item.Kind == ResponsesItemKind.Message) is { } first)
        {
            first.Logprobs = choice.Logprobs;
        }

        if (items.Count > 0)
        {
            items[^1].IsCut = ResponsesStatus.Of(choice.Finish).SequenceEqual("incomplete"u8);
        }

        return items;
    }

    /// <summary>A call under the id the client gets: what led to it, and what was signed about it, is kept by that.</summary>
    /// <param name="call">The call.</param>
    /// <param name="before">The items before it.</param>
    /// <param name="target">Whom the answer is for.</param>
    public static ToolCallPart Kept(ToolCallPart call, List<ResponsesItem> before, AnswerTarget target)
    {
        var calls = before.Count(static item => item.Kind == ResponsesItemKind.Call);
        var id = call.Id.Length > 0 ? call.Id : ChatCallIds.New(target.Id, calls);
        IReadOnlyList<ReasoningPart> thoughts = calls > 0 ? [] : [.. before.SelectMany(static item => item.Parts).OfType<ReasoningPart>().Where(static part => part.Signature.IsPresent)];
        return new ToolCallPart(target.Carrier?.Keep(id, thoughts, call.Signature) ?? id, call.Name, call.Arguments) { IsCustom = call.IsCustom };
    }

    /// <summary>What kind of item a part is or belongs to; null where the format has no place for it.</summary>
    public static ResponsesItemKind? KindOf(Part part) => part switch
    {
        TextPart or RefusalPart => ResponsesItemKind.Message,
        ReasoningPart => ResponsesItemKind.Reasoning,
        ToolCallPart => ResponsesItemKind.Call,
        MediaPart { Kind: MediaKind.Image, Base64.IsEmpty: false } => ResponsesItemKind.Image,
        OpaquePart { Dialect: ResponsesDialect.FormatName } => ResponsesItemKind.Opaque,
        _ => null,
    };
}
