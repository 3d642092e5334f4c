using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>What a block of a stream is.</summary>
internal enum MessagesBlockKind
{
    /// <summary>A text, a thought: told piece by piece.</summary>
    Told,

    /// <summary>A call of one of the client's tools.</summary>
    Call,

    /// <summary>A call of the tool whose arguments are the answer.</summary>
    Answer,

    /// <summary>The vendor's own, told as a whole.</summary>
    Own,
}

/// <summary>A block of a stream between its start and its end.</summary>
/// <param name="kind">What it is.</param>
/// <param name="start">Its first event's block; kept where it is told as a whole.</param>
/// <param name="tool">The running number of the call.</param>
internal sealed class MessagesStreamBlock(MessagesBlockKind kind, RawJson start, int tool)
{
    private readonly ArrayBufferWriter<byte> _input = new();
    private readonly List<(string Name, RawJson Value)> _added = [];

    public MessagesBlockKind Kind { get; } = kind;

    public int Tool { get; } = tool;

    /// <summary>Whether any arguments came.</summary>
    public bool HasInput { get; set; }

    /// <summary>More of the arguments of a call of the vendor's own.</summary>
    public void Add(ReadOnlySpan<byte> json) => _input.Write(json);

    /// <summary>A delta of a kind that is not known: its members are the block's.</summary>
    public void Add(JsonElement delta)
    {
        foreach (var member in delta.EnumerateObject())
        {
            if (!member.NameEquals("type"u8))
            {
                _added.RemoveAll(added => added.Name == member.Name);
                _added.Add((member.Name, new RawJson(JsonMarshal.GetRawUtf8Value(member.Value).ToArray())));
            }
        }
    }

    /// <summary>The block as a whole.</summary>
    public OpaquePart Whole()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        using (var body = JsonBody.Parse(start.Memory))
        {
            json.WriteStartObject();
            foreach (var member in body.Root.EnumerateObject())
            {
                if (_added.Exists(added => added.Name == member.Name))
                {
                    continue;
                }

                json.WriteJson(member.Name, member.NameEquals("input"u8) && JsonTexts.IsObject(_input.WrittenSpan) ? new RawJson(_input.WrittenMemory) : body.Raw(member.Value));
            }

            foreach (var (name, value) in _added)
            {
                json.WriteJson(name, value);
            }

            json.WriteEndObject();
        }

        return new OpaquePart(MessagesDialect.FormatName, new RawJson(output.WrittenMemory));
    }
}
