using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Tests.Wire.Canonical;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Wire.Recordings;

/// <summary>
/// What is asked of recorded traffic in a conversation format: the request comes back as it was when written in its own format, the answer's text, calls, usage and
/// reason to end are the recording's, a stream has the same events however its bytes come, and answers told as streams are the answers, and the other way round.
/// What a recording says is taken from its JSON, without the code under test.
/// </summary>
internal abstract class RecordedFormat(Dialect dialect)
{
    /// <summary>Every stream is cut at random so often; at fixed sizes besides.</summary>
    private const int RandomSplits = 8;

    private static readonly Gen<List<int>> Sizes = Gen.ListOf(Gen.Choose(0, 400)).Select(static sizes => sizes.ToList());

    /// <summary>The format.</summary>
    public Dialect Dialect { get; } = dialect;

    /// <summary>Checks an exchange; what is thrown says why it is wrong.</summary>
    public void Check(Recording recording)
    {
        if (recording.Request.Length > 0)
        {
            Request(recording);
        }

        if (recording.Status != 200)
        {
            using var response = recording.ToResponse();
            Assert.Equal(KindOf(recording), FailureClassifier.Classify(response, recording.Response, new ReasonContext(recording.Request, default, null), TimeProvider.System).Kind);
        }
        else if (recording.IsStream)
        {
            Stream(recording);
        }
        else
        {
            var answer = Translating.ReadAnswer(Dialect, recording.Response);
            Answer(answer, [JsonNode.Parse(recording.Response)!]);
            Replayed(answer);
        }
    }

    /// <summary>Checks the request alone: of an endpoint that takes a conversation and answers with something else.</summary>
    public void CheckRequest(Recording recording) => Request(recording);

    /// <summary>Reads the request, writes it for its own vendor, and reads it back.</summary>
    protected abstract void Request(Recording recording);

    /// <summary>Compares an answer with what was recorded.</summary>
    /// <param name="answer">What was read.</param>
    /// <param name="raw">The answer's JSON, or the payloads of its stream.</param>
    protected abstract void Answer(Answer answer, IReadOnlyList<JsonNode> raw);

    /// <summary>The failure that a refusal is, by its status and text.</summary>
    protected abstract FailureKind KindOf(Recording recording);

    /// <summary>The payloads of a stream.</summary>
    protected virtual IReadOnlyList<JsonNode> Payloads(byte[] stream) =>
        [.. Encoding.UTF8.GetString(stream).Split('\n').Where(static line => line.StartsWith("data:", StringComparison.Ordinal) && line[5..].TrimStart().StartsWith('{')).Select(static line => JsonNode.Parse(line[5..])!)];

    /// <summary>The same stream in a way that makes its reader take the documents of its events; null where it always does.</summary>
    protected virtual string? ByDocument(byte[] stream, IReadOnlyList<JsonNode> payloads) => null;

    /// <summary>Whether a payload tells that the stream failed.</summary>
    protected virtual bool IsError(JsonNode payload) => payload["error"] is not null;

    /// <summary>Whether blocks that only the format knows are told again; where not, nobody but the vendor writes them.</summary>
    protected virtual bool WritesOpaque => false;

    /// <summary>An answer as a text: ids by their number, since those that cannot be the format's own are made anew; signatures and arguments without their white space.</summary>
    protected string Comparable(Answer answer)
    {
        var copy = new Answer { Model = answer.Model, Usage = answer.Usage ?? default(AnswerUsage) };
        foreach (var choice in answer.Choices)
        {
            var other = new AnswerChoice { Finish = choice.Finish, StopSequence = choice.StopSequence };
            other.Parts.AddRange(choice.Parts.Where(part => WritesOpaque || part is not OpaquePart));
            copy.Choices.Add(other);
        }

        return RecordedText.Plain(CanonicalText.Of(copy, withExtras: false));
    }

    private void Stream(Recording recording)
    {
        var bytes = recording.Response;
        var whole = EventLog.Of(Dialect, bytes, []);
        foreach (var size in (ReadOnlySpan<int>)[1, 2, 7, 37])
        {
            Assert.Equal(whole, EventLog.Of(Dialect, bytes, [.. Enumerable.Repeat(size, bytes.Length / size)]));
        }

        Prop.ForAll(Sizes.ToArbitrary(), sizes => Assert.Equal(whole, EventLog.Of(Dialect, bytes, sizes))).Check(Config.QuickThrowOnFailure.WithMaxTest(RandomSplits));

        var payloads = Payloads(bytes);
        var read = Translating.ReadStream(Dialect, bytes, out var isWhole);
        if (payloads.Any(IsError))
        {
            Assert.NotNull(read.Error);
            return;
        }

        Assert.Null(read.Error);
        Assert.True(isWhole, "the stream has its end");
        if (ByDocument(bytes, payloads) is { } other)
        {
            Assert.Equal(CanonicalText.Of(read.Answer), CanonicalText.Of(Translating.ReadStream(Dialect, Encoding.UTF8.GetBytes(other), out _).Answer));
        }

        Answer(read.Answer, payloads);
        Replayed(read.Answer);
    }

    /// <summary>Told as a stream, and as a whole, and read again, it is the same answer.</summary>
    private void Replayed(Answer answer)
    {
        if (answer.Choices.Exists(static choice => choice.Finish == FinishReason.None))
        {
            // Not at its end, in the background or cut: no writer is told such a one.
            return;
        }

        var text = Comparable(answer);
        Assert.Equal(text, Comparable(Translating.ReadAnswer(Dialect, Translating.WriteAnswer(Dialect, answer))));
        Assert.Equal(text, Comparable(Translating.ReadStream(Dialect, Translating.WriteStream(Dialect, answer), out var isWhole).Answer));
        Assert.True(isWhole, "the stream that was written has its end");
    }

    /// <summary>All text of a kind.</summary>
    protected static string Said<T>(Answer answer)
        where T : Part =>
        string.Concat(answer.Choices.SelectMany(static choice => choice.Parts).OfType<T>().Select(static part => part is TextPart text ? text.Text.ToString() : part is ReasoningPart thought ? thought.Text.ToString() : ""));

    /// <summary>A number of a recording; 0 where it is missing.</summary>
    protected static int Number(JsonNode? node, string name) => (int?)node?[name] ?? 0;
}
