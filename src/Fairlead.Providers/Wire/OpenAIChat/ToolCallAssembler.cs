using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Puts the fragments of a stream's tool calls together, several at once, by their index.</summary>
internal sealed class ToolCallAssembler
{
    private readonly List<Call> _calls = [];

    public bool Any => _calls.Count > 0;

    /// <summary>Adds the fragments of one delta.</summary>
    public void Add(JsonElement delta)
    {
        if (!delta.TryArray("tool_calls"u8, out var fragments))
        {
            return;
        }

        foreach (var fragment in fragments.EnumerateArray())
        {
            fragment.TryObject("function"u8, out var function);
            var call = Find(fragment.Number("index"u8), fragment.Text("id"u8));
            call.Id ??= fragment.Text("id"u8);
            call.Name ??= function.Text("name"u8);
            call.Arguments.Append(ToolCallReader.ArgumentsText(function));
        }
    }

    /// <summary>Hands out the finished calls, once.</summary>
    public void Flush(IList<AIContent> contents)
    {
        foreach (var call in _calls)
        {
            contents.Add(ToolCallReader.Call(call.Id, call.Name, call.Arguments.ToString()));
        }

        _calls.Clear();
    }

    // Indices have gaps, or start at 1; servers that send none give each call an id of its own, and whole.
    private Call Find(long? index, string? id)
    {
        foreach (var call in _calls)
        {
            if (index is null ? id is null || id == call.Id : call.Index == index && (id is null || call.Id is null || id == call.Id))
            {
                return call;
            }
        }

        var added = new Call(index);
        _calls.Add(added);
        return added;
    }

    private sealed class Call(long? index)
    {
        public long? Index { get; } = index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
