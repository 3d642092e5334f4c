using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Reads the events of a stream: each is an answer by itself, with the pieces that are new. There is no end mark; the last has a reason to finish.</summary>
internal sealed class GeminiStreamReader(AnswerSink sink) : AnswerStreamReader(sink)
{
    /// <summary>More answers to one request than any model gives.</summary>
    private const int MaxChoices = 128;

    private readonly Dictionary<int, GeminiCandidate> _candidates = [];
    private bool _started;

    protected override bool TryRead(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!_started)
        {
            return false;
        }

        var piece = GeminiPiece.Read(data);
        if (!piece.IsPlain || !_candidates.TryGetValue(piece.Index, out var state) || state.HasOpenCall)
        {
            return false;
        }

        if (piece.Name is { } function)
        {
            state.Call(function, piece.Id, piece.Arguments);
        }
        else if (!piece.Quoted.IsEmpty)
        {
            state.Text(Utf8(piece.Quoted), piece.IsThought, SignedState.None);
        }

        if (piece.Finish is { } reason)
        {
            Finish(reason, state);
        }

        if (new GeminiCounts(piece.Usage) is { IsPresent: true } counts)
        {
            Sink.On(new StreamEvent(StreamEventKind.Usage) { Usage = counts.ToUsage() });
        }

        return true;
    }

    private void Finish(string reason, GeminiCandidate state)
    {
        state.EndCall();
        IsWhole = true;
        Sink.On(new StreamEvent(StreamEventKind.Finish) { Choice = state.Index, Finish = GeminiFinish.Read(reason, state.Calls > 0), NativeFinish = reason });
    }

    protected override void Read(ReadOnlySpan<byte> name, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("error"u8, out var error) && error.ValueKind != JsonValueKind.Null)
        {
            Fail(JsonMarshal.GetRawUtf8Value(root));
            return;
        }

        if (!_started)
        {
            _started = true;
            Sink.On(new StreamEvent(StreamEventKind.Start) { Id = root.Word("responseId"u8), Name = root.Word("modelVersion"u8), Created = GeminiAnswerMembers.Created(root) });
        }

        var any = false;
        foreach (var candidate in root.Items("candidates"u8))
        {
            any = true;
            Candidate(candidate);
        }

        foreach (var member in root.EnumerateObject())
        {
            if (GeminiAnswerMembers.IsOfAnswer(member))
            {
                Extra(member, -1);
            }
        }

        if (root.TryMember("usageMetadata"u8, out var usage) && GeminiUsage.Read(usage) is { } read)
        {
            Sink.On(new StreamEvent(StreamEventKind.Usage) { Usage = read });
        }

        if (!any && GeminiAnswerMembers.Block(root) is { } block)
        {
            IsWhole = true;
            Sink.On(new StreamEvent(StreamEventKind.Finish) { Finish = FinishReason.ContentFilter, NativeFinish = block });
        }
    }

    private void Candidate(JsonElement candidate)
    {
        var index = (int)Math.Clamp(candidate.Number("index"u8) ?? 0, 0, MaxChoices - 1);
        if (!_candidates.TryGetValue(index, out var state))
        {
            _candidates[index] = state = new GeminiCandidate(index, Sink);
        }

        if (candidate.TryObjectMember("content"u8, out var content) && content.TryMember("parts"u8, out var parts))
        {
            foreach (var part in parts.Several("candidates.content.parts"))
            {
                Part(part, state);
            }
        }

        foreach (var citation in state.Cite(candidate))
        {
            Sink.On(new StreamEvent(StreamEventKind.Citation) { Choice = index, Citation = citation });
        }

        if (GeminiLogprobs.Read(candidate) is { IsEmpty: false } logprobs)
        {
            Sink.On(new StreamEvent(StreamEventKind.Logprobs) { Choice = index, Text = logprobs.Span });
        }

        foreach (var member in candidate.EnumerateObject())
        {
            if (GeminiAnswerMembers.IsOfCandidate(member))
            {
                Extra(member, index);
            }
        }

        if (candidate.Word("finishReason"u8) is { } reason and not "FINISH_REASON_UNSPECIFIED")
        {
            Finish(reason, state);
        }
    }

    private void Part(JsonElement item, GeminiCandidate state)
    {
        if (item.TryObjectMember("functionCall"u8, out var call))
        {
            state.Call(call, Signature(item));
            return;
        }

        if (item.TryMember("text"u8, out var text) && text.ValueKind == JsonValueKind.String)
        {
            state.Text(Utf8(text), GeminiPartReader.IsThought(item), Signature(item));
            return;
        }

        // Pictures, and what only Google's format knows, come as a whole.
        var bytes = new byte[JsonMarshal.GetRawUtf8Value(item).Length];
        JsonMarshal.GetRawUtf8Value(item).CopyTo(bytes);
        using var body = JsonBody.Parse(bytes);
        if (new GeminiPartReader(body, null, "candidates.content.parts").Read(body.Root) is { } part)
        {
            state.Whole(part);
        }
    }

    private static SignedState Signature(JsonElement item) =>
        item.Word("thoughtSignature"u8) is { } signature ? new SignedState(SignedBy.Google, Utf8Text.Of(signature)) : SignedState.None;

    private void Extra(JsonProperty member, int choice)
    {
        if (member.Value.ValueKind != JsonValueKind.Null)
        {
            Sink.On(new StreamEvent(StreamEventKind.Extra) { Choice = choice, Name = member.Name, Text = JsonMarshal.GetRawUtf8Value(member.Value) });
        }
    }
}
