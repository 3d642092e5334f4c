using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Selection;

namespace Fairlead.Providers.Simulated;

/// <summary>A deployment that answers in this process, in any format, as slowly and as badly as it was told to.</summary>
internal sealed class SimulatedUpstream(SimulatedSettings settings, TimeProvider time, RandomSource random)
{
    private const string Unreadable = "The body is not a JSON object, or holds a text that is none.";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _windowStart;
    private int _windowCalls;
    private long _calls;

    /// <summary>Answers a call, or throws what the HTTP stack would throw for such a failure.</summary>
    public async Task<HttpResponseMessage> SendAsync(SimulatedCall call, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _calls);
        var chance = SimulatedChance.For(settings, number, random);
        var dialect = Dialects.ForErrors(call.Surface);
        if (TryLimit(out var wait))
        {
            var limited = Refuse(SimulatedError.RateLimit, dialect);
            limited.Headers.TryAddWithoutValidation("Retry-After", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
            return limited;
        }

        var error = chance.Draw(settings.Errors);
        switch (error?.Fault)
        {
            case SimulatedFault.Status:
                return Refuse(error, dialect);
            case SimulatedFault.Refuse:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "The simulated connection was refused.", new SocketException((int)SocketError.ConnectionRefused));
            case SimulatedFault.Timeout:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
                break;
        }

        return call.Surface == Surface.Embeddings
            ? await EmbedAsync(call, chance, dialect, cancellationToken).ConfigureAwait(false)
            : SurfaceTable.IsBeside(call.Surface) ? await MakeAsync(call, error, chance, dialect, cancellationToken).ConfigureAwait(false)
            : await ConverseAsync(call, number, error, chance, dialect, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> EmbedAsync(SimulatedCall call, SimulatedChance chance, Dialect dialect, CancellationToken cancellationToken)
    {
        if (SimulatedInputs.Read(call.Body) is not { } inputs)
        {
            return Refuse(SimulatedError.OfStatus(400) with { Message = Unreadable }, dialect);
        }

        await WaitAsync(chance.Spread(settings.TimeToFirstToken), cancellationToken).ConfigureAwait(false);
        return Answer(HttpStatusCode.OK, SimulatedJson.Embeddings(inputs, settings, call.Model));
    }

    /// <summary>Answers where pictures, sound, verdicts and rankings are made.</summary>
    private async Task<HttpResponseMessage> MakeAsync(SimulatedCall call, SimulatedError? error, SimulatedChance chance, Dialect dialect, CancellationToken cancellationToken)
    {
        if (error?.Fault == SimulatedFault.StreamError)
        {
            return Refuse(error, dialect);
        }

        if (SimulatedMedia.Answer(call, settings, time.GetUtcNow().ToUnixTimeSeconds()) is not { } made)
        {
            return Refuse(SimulatedError.OfStatus(400) with { Message = Unreadable }, dialect);
        }

        await WaitAsync(chance.Spread(settings.TimeToFirstToken), cancellationToken).ConfigureAwait(false);
        HttpContent content = error?.Fault switch
        {
            SimulatedFault.Cut => new StreamContent(new SimulatedHalfBody(made.Body, SimulatedEnding.Cut, time)),
            SimulatedFault.Hang => new StreamContent(new SimulatedHalfBody(made.Body, SimulatedEnding.Hang, time)),
            _ => new ByteArrayContent(made.Body),
        };
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(made.ContentType);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private async Task<HttpResponseMessage> ConverseAsync(
        SimulatedCall call, long number, SimulatedError? error, SimulatedChance chance, Dialect dialect, CancellationToken cancellationToken)
    {
        if (SimulatedPrompt.Read(dialect, call, out var fault) is not { } prompt)
        {
            return Refuse(SimulatedError.OfStatus(400) with { Message = fault! }, dialect);
        }

        if (settings.ReasoningText is not null && settings.RequireSignature && prompt.LacksSignature(dialect.Signs))
        {
            return Refuse(SimulatedError.OfStatus(400) with { Message = "The thoughts that led to the last tool calls must come back with their signature." }, dialect);
        }

        if (error?.Fault == SimulatedFault.StreamError && !prompt.Conversation.Stream)
        {
            return Refuse(error, dialect);
        }

        await WaitAsync(chance.Spread(settings.TimeToFirstToken), cancellationToken).ConfigureAwait(false);
        var answer = SimulatedAnswer.Plan(settings, prompt, call.Model, number, time.GetUtcNow().ToUnixTimeSeconds());
        var (ending, endAfter) = EndingOf(error, answer, chance);
        var script = new SimulatedScript(answer, dialect.Signs, ending, endAfter);
        var target = new AnswerTarget { Request = prompt.Conversation, Model = call.Model, Id = answer.Id, Now = answer.Created };
        return prompt.Conversation.Stream
            ? Streamed(dialect, target, script, error, chance)
            : await PlainAsync(dialect, target, answer, script, chance, cancellationToken).ConfigureAwait(false);
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

    private HttpResponseMessage Streamed(Dialect dialect, AnswerTarget target, SimulatedScript script, SimulatedError? error, SimulatedChance chance)
    {
        var content = new StreamContent(new SimulatedEventBody(dialect, target, script, Pace, chance, error, time));
        content.Headers.ContentType = new MediaTypeHeaderValue(dialect.StreamContentType);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private async Task<HttpResponseMessage> PlainAsync(
        Dialect dialect, AnswerTarget target, SimulatedAnswer answer, SimulatedScript script, SimulatedChance chance, CancellationToken cancellationToken)
    {
        await WaitAsync(chance.Spread(Pace * Math.Max(0, answer.Thoughts.Count + answer.Tokens - 1)), cancellationToken).ConfigureAwait(false);
        var whole = Whole(dialect, target, new SimulatedScript(answer, dialect.Signs, SimulatedEnding.Whole, 0));
        if (script.Ending == SimulatedEnding.Whole)
        {
            return Answer(HttpStatusCode.OK, whole);
        }

        var content = new StreamContent(new SimulatedHalfBody(whole, script.Ending, time));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentLength = whole.Length;
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private static byte[] Whole(Dialect dialect, AnswerTarget target, SimulatedScript script)
    {
        using var collector = new AnswerCollector();
        for (var i = 0; i < script.Count; i++)
        {
            script.Tell(i, collector);
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            dialect.WriteAnswer(collector.Answer, target, json);
        }

        return buffer.WrittenSpan.ToArray();
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

    private static HttpResponseMessage Refuse(SimulatedError error, Dialect dialect) => Answer((HttpStatusCode)error.Status, SimulatedJson.Error(error, dialect));

    private static HttpResponseMessage Answer(HttpStatusCode status, byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpResponseMessage(status) { Content = content };
    }
}
