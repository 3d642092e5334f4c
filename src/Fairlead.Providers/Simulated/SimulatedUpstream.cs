using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Selection;

namespace Fairlead.Providers.Simulated;

/// <summary>A deployment that answers in this process, in OpenAI's format, as slowly and as badly as it was told to.</summary>
internal sealed class SimulatedUpstream(SimulatedSettings settings, TimeProvider time, RandomSource random)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _windowStart;
    private int _windowCalls;
    private long _calls;

    /// <summary>Answers a call, or throws what the HTTP stack would throw for such a failure.</summary>
    public async Task<HttpResponseMessage> SendAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _calls);
        var chance = SimulatedChance.For(settings, number, random);
        if (TryLimit(out var wait))
        {
            var limited = Answer(HttpStatusCode.TooManyRequests, SimulatedJson.Error(SimulatedError.RateLimit));
            limited.Headers.TryAddWithoutValidation("Retry-After", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
            return limited;
        }

        var error = chance.Draw(settings.Errors);
        switch (error?.Fault)
        {
            case SimulatedFault.Status:
                return Answer((HttpStatusCode)error.Status, SimulatedJson.Error(error));
            case SimulatedFault.Refuse:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "The simulated connection was refused.", new SocketException((int)SocketError.ConnectionRefused));
            case SimulatedFault.Timeout:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
                break;
        }

        if (SimulatedRequest.Read(call.Body, call.Surface) is not { } request)
        {
            return Answer(HttpStatusCode.BadRequest, SimulatedJson.Error(SimulatedError.OfStatus(400) with { Message = "The body is not a JSON object." }));
        }

        if (error?.Fault == SimulatedFault.StreamError && !request.Stream)
        {
            return Answer(HttpStatusCode.InternalServerError, SimulatedJson.Error(error));
        }

        await WaitAsync(chance.Spread(settings.TimeToFirstToken), cancellationToken).ConfigureAwait(false);
        if (call.Surface == Surface.Embeddings)
        {
            return Answer(HttpStatusCode.OK, SimulatedJson.Embeddings(request, settings, call.UpstreamModel));
        }

        var prefix = call.Surface == Surface.ChatCompletions ? "chatcmpl-" : "cmpl-";
        var answer = SimulatedAnswer.Plan(settings, request, call, prefix + number.ToString("x8", CultureInfo.InvariantCulture), time.GetUtcNow().ToUnixTimeSeconds());
        var (ending, endAfter) = EndingOf(error, answer, chance);
        return request.Stream
            ? Streamed(answer, ending, endAfter, error, chance)
            : await PlainAsync(answer, ending, chance, cancellationToken).ConfigureAwait(false);
    }

    private (SimulatedEnding Ending, int AfterTokens) EndingOf(SimulatedError? error, SimulatedAnswer answer, SimulatedChance chance)
    {
        var ending = error?.Fault switch
        {
            SimulatedFault.Cut => SimulatedEnding.Cut,
            SimulatedFault.Hang => SimulatedEnding.Hang,
            SimulatedFault.StreamError => SimulatedEnding.ErrorFrame,
            _ => SimulatedEnding.Whole,
        };

        if (settings.FailAfterTokens is { } tokens && tokens < answer.Tokens)
        {
            return (ending == SimulatedEnding.Whole ? SimulatedEnding.Cut : ending, tokens);
        }

        // Somewhere after the first token.
        return (ending, ending == SimulatedEnding.Whole || answer.Tokens == 0 ? answer.Tokens : 1 + chance.Next(answer.Tokens));
    }

    private HttpResponseMessage Streamed(SimulatedAnswer answer, SimulatedEnding ending, int endAfter, SimulatedError? error, SimulatedChance chance)
    {
        var script = new SimulatedScript(answer, ending, endAfter);
        var frame = ending == SimulatedEnding.ErrorFrame ? SimulatedJson.Error(error!) : [];
        var content = new StreamContent(new SimulatedEventBody(script, Pace, chance, frame, time));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private async Task<HttpResponseMessage> PlainAsync(SimulatedAnswer answer, SimulatedEnding ending, SimulatedChance chance, CancellationToken cancellationToken)
    {
        await WaitAsync(chance.Spread(Pace * Math.Max(0, answer.Tokens - 1)), cancellationToken).ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            SimulatedJson.WriteAnswer(json, answer);
        }

        var whole = buffer.WrittenSpan.ToArray();
        if (ending == SimulatedEnding.Whole)
        {
            return Answer(HttpStatusCode.OK, whole);
        }

        var content = new StreamContent(new SimulatedHalfBody(whole, ending, time));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentLength = whole.Length;
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private TimeSpan Pace => settings.TokensPerSecond > 0 ? TimeSpan.FromSeconds(1 / settings.TokensPerSecond) : TimeSpan.Zero;

    private Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;

    // A fixed window from its first call, as the vendors' limits a minute mostly are.
    private bool TryLimit(out TimeSpan wait)
    {
        wait = default;
        if (settings.RateLimitRpm is not { } most)
        {
            return false;
        }

        lock (_gate)
        {
            var now = time.GetTimestamp();
            var elapsed = time.GetElapsedTime(_windowStart, now);
            if (_windowCalls == 0 || elapsed >= Minute)
            {
                _windowStart = now;
                _windowCalls = 0;
                elapsed = TimeSpan.Zero;
            }

            if (_windowCalls < most)
            {
                _windowCalls++;
                return false;
            }

            wait = Minute - elapsed;
            return true;
        }
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpResponseMessage(status) { Content = content };
    }
}
