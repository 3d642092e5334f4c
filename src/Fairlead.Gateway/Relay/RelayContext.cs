using Fairlead.Attempts;
using Fairlead.Costs;
using Fairlead.Gateway.Hosting;
using Fairlead.Gateway.Stored;
using Fairlead.Gateway.Traffic;
using Fairlead.Providers.Http;
using Fairlead.Providers.Http.Forms;
using Fairlead.Providers.Media;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>All state of one relayed request. Pooled: a request allocates none of it.</summary>
internal sealed class RelayContext : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Lane _own;
    private CancellationToken _drainAborted;
    private Conversation? _conversation;
    private int _users;

    public RelayContext(TimeProvider time)
    {
        _time = time;
        _own = Lane = new Lane(time);
    }

    /// <summary>The request's body, as it is sent upstream but for the model's name.</summary>
    public PooledBuffer Body;

    /// <summary>The form the request came as, with its files; null for a JSON body. <see cref="Body"/> holds its text fields then.</summary>
    public FormBody? Form { get; set; }

    /// <summary>The attempt whose answer is the client's.</summary>
    public Lane Lane { get; private set; }

    /// <inheritdoc cref="Relay.Lane.Hold"/>
    public ref PooledBuffer Hold => ref Lane.Hold;

    public RequestView View { get; } = new();

    public AnswerWatch Watch => Lane.Watch;

    public HttpContext Http { get; private set; } = null!;

    public Surface Surface { get; private set; }

    /// <summary>The conversation format it is in; null for endpoints that have none, and are only ever relayed.</summary>
    public Dialect? Dialect { get; private set; }

    /// <summary>Fetches the media of the request, once for all attempts; null until a deployment wants them as bytes.</summary>
    public MediaInliner? Media { get; set; }

    public string RequestId { get; private set; } = "";

    /// <summary>Headers of the client's that go on to deployments of its format; null for none.</summary>
    public KeyValuePair<string, string>[]? Forwarded { get; private set; }

    /// <summary>When the request came in, as a timestamp.</summary>
    public long Started { get; private set; }

    /// <summary>Time spent waiting for upstreams and between attempts: not the gateway's own.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>Whether it brought the master key, and so may say who it asks for.</summary>
    public bool IsTrusted { get; set; }

    /// <summary>Whether the client wants to know the route (<c>x-fairlead-explain</c>).</summary>
    public bool Explain { get; set; }

    /// <summary>An answer that a content filter cut may have to go elsewhere: plain ones are looked at for it.</summary>
    public bool MindsFilter { get; set; }

    /// <summary>The id of the answer, where requests can continue it; of a stream its watch knows it.</summary>
    public string? AnswerId { get; set; }

    /// <summary>The key of what the answer has sealed; 0 for nothing. Of a stream its watch knows it.</summary>
    public ulong AnswerSealed { get; set; }

    /// <summary>What the request itself says, where its answer is kept or it refers to one that is; null where that was not needed.</summary>
    public ContinuedRequest? Continued { get; set; }

    /// <summary>What the answer used besides tokens; null where nothing of that is known.</summary>
    public CallUnits? Units { get; set; }

    /// <summary>What is written down of it for the traffic log; null where that is off.</summary>
    public TrafficNote? Note { get; set; }

    /// <summary>Whether the last bytes sent were part of an event too long to be held.</summary>
    public bool AmidEvent { get; set; }

    /// <summary>The answer broke off after its head was sent.</summary>
    public bool Cut { get; set; }

    /// <inheritdoc cref="Relay.Lane.Refusal"/>
    public RelayedRefusal? Refusal => Lane.Refusal;

    /// <inheritdoc cref="Relay.Lane.Token"/>
    public CancellationToken Token => Lane.Token;

    public bool ClientGone => Http.RequestAborted.IsCancellationRequested;

    public bool DrainAborted => _drainAborted.IsCancellationRequested;

    public void Begin(HttpContext http, Surface surface, Drain drain, Dialect? dialect = null)
    {
        Http = http;
        Surface = surface;
        Dialect = dialect ?? Dialects.Of(surface);
        Started = _time.GetTimestamp();
        RequestId = RequestIds.From(http.Request.Headers[RequestIds.Header]);
        Forwarded = surface == Surface.Messages ? ForwardedHeader.Of(http.Request.Headers) : null;
        _drainAborted = drain.Aborted;
        _users = 1;
        Lane.Begin(http.RequestAborted, _drainAborted);
    }

    /// <summary>The same request with a body of its own, for a mirror that may outlive it. Not pooled: dispose it.</summary>
    public RelayContext Copy() => Copy(Body.Span, default, default, View.ModelStart);

    /// <summary>The same with another body, for one of several answers.</summary>
    /// <param name="head">What the body begins with.</param>
    /// <param name="middle">What follows.</param>
    /// <param name="tail">What it ends with.</param>
    /// <param name="modelStart">Where the model's value starts in it.</param>
    public RelayContext Copy(ReadOnlySpan<byte> head, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> tail, int modelStart)
    {
        var copy = new RelayContext(_time) { Surface = Surface, Dialect = Dialect, RequestId = RequestId, Forwarded = Forwarded, Started = Started, MindsFilter = MindsFilter, _users = 1 };
        copy.Body.Reserve(head.Length + middle.Length + tail.Length);
        copy.Body.Append(head);
        copy.Body.Append(middle);
        copy.Body.Append(tail);
        copy.View.Model = View.Model;
        copy.View.ModelStart = modelStart;
        copy.View.ModelLength = View.ModelLength;
        copy.View.Stream = View.Stream;
        copy.View.MaxOutputTokens = View.MaxOutputTokens;
        return copy;
    }

    /// <summary>The request as a conversation: read once, when a deployment that speaks another format is tried.</summary>
    /// <param name="body">The body, or one with what a fallback entry puts over it.</param>
    /// <param name="carrier">Knows the reasoning that belongs to earlier calls.</param>
    /// <exception cref="WireException">It is not what its format says.</exception>
    public Conversation ConversationOf(ReadOnlyMemory<byte> body, ReasoningCarrier carrier)
    {
        var own = body.Equals(Body.Memory);
        if (own && _conversation is { } read)
        {
            return read;
        }

        using var json = JsonBody.Parse(body);
        var conversation = Dialect!.ReadRequest(json, carrier);
        conversation.Stream = View.Stream;
        _conversation = own ? conversation : _conversation;
        return conversation;
    }

    /// <summary>Begins a mirror, which has no client.</summary>
    /// <param name="drain">The drain.</param>
    /// <param name="limit">Ends it when its time is over.</param>
    public void BeginMirror(Drain drain, CancellationToken limit)
    {
        _drainAborted = drain.Aborted;
        Lane.Begin(limit, _drainAborted);
    }

    /// <summary>Begins one of several answers to a client's request.</summary>
    /// <param name="whole">The request.</param>
    public void BeginCell(RelayContext whole)
    {
        _drainAborted = whole._drainAborted;
        Lane.Begin(whole.Http.RequestAborted, _drainAborted);
    }

    /// <summary>A lane for one more attempt beside the first.</summary>
    public Lane NewLane()
    {
        var lane = new Lane(_time);
        lane.Begin(Http.RequestAborted, _drainAborted);
        return lane;
    }

    /// <summary>Makes the answer of another attempt the client's.</summary>
    public void Follow(Lane lane) => Lane = lane;

    /// <summary>Somebody reads the body who may outlive the request.</summary>
    public void Share() => Interlocked.Increment(ref _users);

    /// <summary>Ends a use of the body. True for the last of the users, who gives it back.</summary>
    public bool Leave() => Interlocked.Decrement(ref _users) == 0;

    /// <summary>Whether a lane is the one that lives as long as this.</summary>
    public bool Owns(Lane lane) => ReferenceEquals(lane, _own);

    /// <summary>Lets go of the request itself, which is over; the body stays for those who still read it.</summary>
    public void Close()
    {
        if (!Owns(Lane))
        {
            Lane.Dispose();
            Lane = _own;
        }

        Http = null!;
    }

    /// <summary>Ends the request. True when the context may serve another.</summary>
    public bool End()
    {
        Close();
        Body.Return();
        Form?.Dispose();
        Form = null;
        View.Reset();
        RequestId = "";
        Forwarded = null;
        _conversation = null;
        Media = null;
        Note = null;
        AnswerId = null;
        AnswerSealed = 0;
        Continued = null;
        Units = null;
        Waited = TimeSpan.Zero;
        Explain = AmidEvent = Cut = IsTrusted = MindsFilter = false;
        return _own.End();
    }

    public void Dispose() => _own.Dispose();
}

/// <summary>An upstream's own refusal of the request, kept in case it is the final answer.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Status">Its status.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="Body">Its body, as sent.</param>
internal sealed record RelayedRefusal(FailureKind Kind, int Status, string ContentType, ReadOnlyMemory<byte> Body);
