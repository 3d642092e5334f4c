namespace Fairlead.Providers.Translation;

/// <summary>Tells a whole answer as the events of a stream: for a client that asked for one where the upstream answered in one piece.</summary>
internal static class AnswerReplay
{
    /// <summary>Tells it.</summary>
    public static void Tell(Answer answer, AnswerSink sink)
    {
        sink.On(new StreamEvent(StreamEventKind.Start) { Id = answer.Id, Name = answer.Model, Created = answer.Created });
        for (var i = 0; i < answer.Choices.Count; i++)
        {
            Tell(answer.Choices[i], i, sink);
        }

        Tell(answer.Extras, -1, sink);
        if (answer.Usage is { } usage)
        {
            sink.On(new StreamEvent(StreamEventKind.Usage) { Usage = usage });
        }

        sink.On(new StreamEvent(StreamEventKind.End));
    }

    private static void Tell(AnswerChoice choice, int index, AnswerSink sink)
    {
        var tool = 0;
        var logprobs = choice.Logprobs;
        foreach (var part in choice.Parts)
        {
            Tell(part, index, ref tool, ref logprobs, sink);
        }

        Tell(choice.Extras, index, sink);
        Tell(ref logprobs, index, sink);

        sink.On(new StreamEvent(StreamEventKind.Finish)
        {
            Choice = index,
            Finish = choice.Finish,
            NativeFinish = choice.NativeFinish,
            StopSequence = choice.StopSequence,
        });
    }

    private static void Tell(List<ExtraMember> extras, int choice, AnswerSink sink)
    {
        foreach (var extra in extras)
        {
            sink.On(new StreamEvent(StreamEventKind.Extra) { Choice = choice, Name = extra.Name, Text = extra.Value.OnOneLine().Span });
        }
    }

    // Once, behind the first text, whose tokens they are of.
    private static void Tell(ref RawJson logprobs, int choice, AnswerSink sink)
    {
        if (!logprobs.IsEmpty)
        {
            sink.On(new StreamEvent(StreamEventKind.Logprobs) { Choice = choice, Text = logprobs.OnOneLine().Span });
            logprobs = default;
        }
    }

    private static void Tell(Part part, int choice, ref int tool, ref RawJson logprobs, AnswerSink sink)
    {
        switch (part)
        {
            case TextPart text:
                sink.On(new StreamEvent(StreamEventKind.Text) { Choice = choice, Text = text.Text.Span });
                Tell(ref logprobs, choice, sink);
                foreach (var citation in text.Citations)
                {
                    sink.On(new StreamEvent(StreamEventKind.Citation) { Choice = choice, Citation = citation with { Json = citation.Json.OnOneLine() } });
                }

                break;
            case ReasoningPart { IsEncrypted: true } hidden:
                sink.On(new StreamEvent(StreamEventKind.EncryptedReasoning) { Choice = choice, Text = hidden.Text.Span, Id = hidden.Id, State = hidden.Signature });
                return;
            case ReasoningPart reasoning:
                sink.On(new StreamEvent(StreamEventKind.Reasoning) { Choice = choice, Text = reasoning.Text.Span, Id = reasoning.Id });
                break;
            case RefusalPart refusal:
                sink.On(new StreamEvent(StreamEventKind.Refusal) { Choice = choice, Text = refusal.Text.Span });
                break;
            case ToolCallPart call:
                sink.On(new StreamEvent(StreamEventKind.ToolCall) { Choice = choice, Tool = tool, Id = call.Id, Name = call.Name, IsCustom = call.IsCustom, State = call.Signature });
                if (!call.Arguments.IsEmpty)
                {
                    sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Choice = choice, Tool = tool, Text = call.Arguments.Span });
                }

                tool++;
                break;
            case MediaPart media:
                sink.On(new StreamEvent(StreamEventKind.Media) { Choice = choice, Part = media });
                break;
            case OpaquePart opaque:
                sink.On(new StreamEvent(StreamEventKind.Opaque) { Choice = choice, Part = new OpaquePart(opaque.Dialect, opaque.Json.OnOneLine()) });
                break;
        }

        if (part is TextPart or ReasoningPart && part.Signature.IsPresent)
        {
            sink.On(new StreamEvent(StreamEventKind.Signature) { Choice = choice, State = part.Signature });
        }

        sink.On(new StreamEvent(StreamEventKind.PartEnd) { Choice = choice });
    }
}
