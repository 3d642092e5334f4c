using System.Buffers;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>One choice of a stream that is written: calls that are not whole yet, and what the last event must say.</summary>
internal sealed class GeminiStreamChoice
{
    /// <summary>Signed thoughts of other vendors, kept by the call they lead to.</summary>
    public ChatChoiceState Thoughts { get; } = new();

    /// <summary>What the text rests on.</summary>
    public List<Citation> Citations { get; } = [];

    /// <summary>Members of the candidate.</summary>
    public List<ExtraMember> Extras { get; } = [];

    /// <summary>Calls whose arguments are not whole, in order.</summary>
    public List<OpenCall> Open { get; } = [];

    /// <summary>Whether any call was begun.</summary>
    public bool HasCalls { get; private set; }

    /// <summary>The last piece was a thought.</summary>
    public bool IsThinking { get; set; }

    /// <summary>Why it ended; <see cref="FinishReason.None"/> where it has not.</summary>
    public FinishReason Finish { get; set; }

    /// <inheritdoc cref="AnswerChoice.NativeFinish"/>
    public string? NativeFinish { get; set; }

    /// <summary>A call begins.</summary>
    public void Begin(int tool, string id, string name, SignedState signature)
    {
        HasCalls = true;
        Open.Add(new OpenCall(tool, id, name, signature, new ArrayBufferWriter<byte>()));
    }

    /// <summary>More of a call's arguments.</summary>
    public void Add(int tool, ReadOnlySpan<byte> arguments) => Open.Find(call => call.Tool == tool)?.Arguments.Write(arguments);

    /// <summary>Takes the calls out that can be written: those that are whole, or all.</summary>
    public List<OpenCall> Take(bool all)
    {
        var taken = Open.FindAll(call => all || JsonTexts.IsObject(call.Arguments.WrittenSpan));
        Open.RemoveAll(taken.Contains);
        return taken;
    }

    /// <summary>A call.</summary>
    public sealed record OpenCall(int Tool, string Id, string Name, SignedState Signature, ArrayBufferWriter<byte> Arguments);
}
