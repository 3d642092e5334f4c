using System.Buffers;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>The calls of tools.</summary>
internal sealed partial class ResponsesStreamWriter
{
    private readonly SortedDictionary<int, (ResponsesItem Item, ArrayBufferWriter<byte> Arguments)> _calls = [];

    // Calls may come in turns: they stay open until something says that a piece has ended.
    private void Call(in StreamEvent call)
    {
        CloseThought();
        CloseMessage(cut: false);
        var item = ResponsesItem.New(ResponsesItemKind.Call, target, _items.Count, null, call.IsCustom);
        item.Parts.Add(ResponsesOutput.Kept(new ToolCallPart(call.Id ?? "", call.Name ?? "", default) { IsCustom = call.IsCustom, Signature = call.State }, _items, target));
        _items.Add(item);
        _calls[call.Tool] = (item, new ArrayBufferWriter<byte>());
        Added(item);
    }

    private void Arguments(ResponsesItem item, ArrayBufferWriter<byte> arguments, ReadOnlySpan<byte> more)
    {
        arguments.Write(more);
        Delta(IsCustom(item) ? "response.custom_tool_call_input.delta"u8 : "response.function_call_arguments.delta"u8, item, default, 0, more);
    }

    private void CloseCalls(bool cut)
    {
        foreach (var (item, arguments) in _calls.Values)
        {
            var begun = (ToolCallPart)item.Parts[0];
            if (arguments.WrittenCount == 0 && !begun.IsCustom && !cut)
            {
                // Clients parse what has come.
                Arguments(item, arguments, "{}"u8);
            }

            item.IsCut = cut;
            item.Parts[0] = new ToolCallPart(begun.Id, begun.Name, new Utf8Text(arguments.WrittenMemory)) { IsCustom = begun.IsCustom };
            Begin(begun.IsCustom ? "response.custom_tool_call_input.done"u8 : "response.function_call_arguments.done"u8, item);
            Json.WriteString(begun.IsCustom ? "input"u8 : "arguments"u8, arguments.WrittenSpan);
            End();
            Done(item);
        }

        _calls.Clear();
    }

    private static bool IsCustom(ResponsesItem item) => ((ToolCallPart)item.Parts[0]).IsCustom;
}
