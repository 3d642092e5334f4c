using System.Text;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Simulated;

/// <summary>How an answer's body ends.</summary>
internal enum SimulatedEnding
{
    /// <summary>As it should.</summary>
    Whole,

    /// <summary>The connection breaks.</summary>
    Cut,

    /// <summary>Nothing more comes.</summary>
    Hang,

    /// <summary>An error frame comes.</summary>
    ErrorFrame,
}

/// <summary>The events of an answer, by number: the beginning, the thoughts, the signature, the tokens, and the end in one.</summary>
/// <param name="answer">What is answered.</param>
/// <param name="signs">Whose signature its thoughts bear; none where the format has none.</param>
/// <param name="ending">How it ends.</param>
/// <param name="endAfterTokens">After how many tokens, where it breaks.</param>
internal sealed class SimulatedScript(SimulatedAnswer answer, SignedBy signs, SimulatedEnding ending, int endAfterTokens)
{
    private int FirstToken => 1 + answer.Thoughts.Count;

    private int Last => FirstToken + answer.Tokens;

    public SimulatedEnding Ending => ending;

    /// <summary>How many events come before the end or the break.</summary>
    public int Count => ending == SimulatedEnding.Whole ? Last + 1 : FirstToken + Math.Min(endAfterTokens, answer.Tokens);

    /// <summary>Whether the event is a token that comes a pace after the one before it.</summary>
    public bool IsPaced(int index) => index > 1 && index < Last;

    /// <summary>Tells an event.</summary>
    public void Tell(int index, AnswerSink sink)
    {
        if (index == 0)
        {
            sink.On(new StreamEvent(StreamEventKind.Start) { Id = "", Name = answer.Model, Created = answer.Created });
        }
        else if (index < FirstToken)
        {
            Thought(index - 1, sink);
        }
        else if (index < Last)
        {
            Token(index - FirstToken, sink);
        }
        else
        {
            End(sink);
        }
    }

    private void Thought(int index, AnswerSink sink)
    {
        sink.On(new StreamEvent(StreamEventKind.Reasoning) { Text = Encoding.UTF8.GetBytes(answer.Thoughts[index]) });
        // Google signs the calls, the others the thoughts.
        if (index == answer.Thoughts.Count - 1 && signs is not (SignedBy.None or SignedBy.Google))
        {
            sink.On(new StreamEvent(StreamEventKind.Signature) { State = new SignedState(signs, answer.Signature) });
            sink.On(new StreamEvent(StreamEventKind.PartEnd));
        }
    }

    private void Token(int index, AnswerSink sink)
    {
        if (answer.ToolPieces.Count == 0)
        {
            sink.On(new StreamEvent(StreamEventKind.Text) { Text = Encoding.UTF8.GetBytes(answer.Token(index)) });
            return;
        }

        var piece = answer.ToolPieces[index];
        if (piece.Name is null)
        {
            sink.On(new StreamEvent(StreamEventKind.ToolArguments) { Tool = piece.Index, Text = Encoding.UTF8.GetBytes(piece.Arguments) });
            return;
        }

        sink.On(new StreamEvent(StreamEventKind.ToolCall)
        {
            Tool = piece.Index,
            Id = answer.CallId(piece.Index),
            Name = piece.Name,
            State = signs == SignedBy.Google && answer.Thoughts.Count > 0 && piece.Index == 0 ? new SignedState(signs, answer.Signature) : SignedState.None,
        });
    }

    private void End(AnswerSink sink)
    {
        sink.On(new StreamEvent(StreamEventKind.Finish) { Finish = answer.Finish });
        sink.On(new StreamEvent(StreamEventKind.Usage)
        {
            Usage = new AnswerUsage { Input = answer.PromptTokens, Output = answer.Tokens + answer.Thoughts.Count, Reasoning = answer.Thoughts.Count },
        });
        sink.On(new StreamEvent(StreamEventKind.End));
    }
}
