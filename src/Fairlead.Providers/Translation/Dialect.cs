using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Translation;

/// <summary>
/// One conversation format: how its requests, answers and streams are read into the canonical ones and written from them. One instance a format;
/// its jobs lie in the format's folder under <c>Wire</c>, one a file.
/// </summary>
/// <remarks>
/// Every format has all six, whether clients speak it, deployments do, or both: the simulated provider reads requests and writes answers in the
/// formats of upstreams, and what is written is checked by reading it back.
/// </remarks>
internal abstract class Dialect
{
    /// <summary>Its name, as in the fidelity table and the configuration: <c>openai-chat</c>, <c>anthropic-messages</c> …</summary>
    public abstract string Name { get; }

    /// <summary>The endpoint that speaks it.</summary>
    public abstract Surface Surface { get; }

    /// <summary>Whose signed reasoning it carries.</summary>
    public abstract SignedBy Signs { get; }

    /// <summary>The same format as a model speaks it, where that shows in its answers (whose signatures they carry); itself for most.</summary>
    /// <param name="model">The model's name upstream.</param>
    public virtual Dialect For(string model) => this;

    /// <summary>Whether clients that speak another instance of the format are answered in this one without a translation.</summary>
    public virtual bool Relays(Dialect client) => ReferenceEquals(this, client);

    /// <summary>Whether a request may say where media of a kind are (an http or https URL), for the vendor to fetch them; else they must be its bytes.</summary>
    public virtual bool TakesUrl(MediaKind kind) => true;

    /// <summary>Whether media named by address may stand so in a request; else the bytes are fetched first.</summary>
    public virtual bool Takes(MediaPart media) => TakesUrl(media.Kind);

    /// <summary>Whether a vendor that speaks it has tools of free text (OpenAI's custom tools); else functions stand in for them.</summary>
    public virtual bool TakesFreeText(VendorProfile vendor) => false;

    /// <summary>Reads a request.</summary>
    /// <param name="body">The body.</param>
    /// <param name="carrier">Knows the reasoning that belongs to the calls of a conversation; null for none.</param>
    /// <exception cref="WireException">It is no request of this format.</exception>
    public abstract Conversation ReadRequest(JsonBody body, ReasoningCarrier? carrier);

    /// <summary>Writes a request; what has no place is noted in <paramref name="target"/>.</summary>
    public abstract void WriteRequest(Conversation conversation, RequestTarget target, Utf8JsonWriter json);

    /// <summary>Reads an unstreamed answer.</summary>
    /// <exception cref="WireException">It is no answer of this format.</exception>
    public abstract Answer ReadAnswer(JsonBody body);

    /// <summary>Writes an unstreamed answer.</summary>
    public abstract void WriteAnswer(Answer answer, AnswerTarget target, Utf8JsonWriter json);

    /// <summary>A reader of one stream, which tells its events to <paramref name="sink"/>.</summary>
    public abstract AnswerStreamReader NewStreamReader(AnswerSink sink);

    /// <summary>A writer of one stream.</summary>
    /// <param name="target">Whom it is for.</param>
    /// <param name="output">Gets the bytes.</param>
    public abstract AnswerStreamWriter NewStreamWriter(AnswerTarget target, IBufferWriter<byte> output);

    /// <summary>The status that its clients know a failure by.</summary>
    /// <param name="status">The usual one.</param>
    public virtual int StatusOf(int status) => status;

    /// <summary>Writes an error's body.</summary>
    public abstract void WriteError(AnswerError error, string requestId, Utf8JsonWriter json);

    /// <summary>What cuts its streams into frames.</summary>
    public virtual FrameSplitter NewSplitter() => new SseSplitter();

    /// <summary>What watches a stream of it that is relayed as it is.</summary>
    public virtual StreamWatch NewWatch() => new EventWatch(this);

    /// <summary>The content type of its streams.</summary>
    public virtual string StreamContentType => "text/event-stream";
}
