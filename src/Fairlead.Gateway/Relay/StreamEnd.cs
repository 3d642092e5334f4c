using System.Buffers;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Gateway.Relay;

/// <summary>Ends an answer that broke off after its head was sent.</summary>
internal static class StreamEnd
{
    private const string ServerError = "server_error";

    /// <summary>
    /// A stream ends with an error event, which most SDKs throw as an error, and without its usual end. Some read over the event;
    /// so the answer is left unfinished too, as a plain one is, which can say nothing: nobody may take it for whole.
    /// </summary>
    public static async ValueTask WriteAsync(RelayContext relay, Held held, FailureKind failure)
    {
        relay.Cut = true;
        if (!held.EventStream)
        {
            return;
        }

        var error = ErrorOf(relay, failure);
        var writer = relay.Http.Response.BodyWriter;
        if (relay.Watch.Translation is { } translation)
        {
            translation.Break(error);
            await writer.FlushAsync(relay.Http.RequestAborted);
            return;
        }

        var output = new ArrayBufferWriter<byte>(256);
        // An event that was passed on in part must end first. Fed to nobody it is no valid JSON, which is an error too.
        output.Write(relay.AmidEvent ? "\n\n"u8 : default);
        using (var events = (relay.Dialect ?? ChatDialect.Instance).NewStreamWriter(Nobody(relay), output))
        {
            events.On(new StreamEvent(StreamEventKind.Error) { Error = error });
        }

        await writer.WriteAsync(output.WrittenMemory, relay.Http.RequestAborted);
    }

    private static AnswerError ErrorOf(RelayContext relay, FailureKind failure) =>
        relay.DrainAborted ? new(failure, 503, "The gateway shut down before the answer was complete.", "shutting_down", ServerError)
        : failure == FailureKind.Timeout ? new(failure, 504, "The model's server went silent before the answer was complete.", "timeout", ServerError)
        : new(failure, 502, "The connection to the model's server broke before the answer was complete.", "stream_interrupted", ServerError);

    private static AnswerTarget Nobody(RelayContext relay) => new()
    {
        Request = new Conversation { Source = "" },
        Model = relay.View.Model ?? "",
        Id = relay.RequestId,
        Now = 0,
    };
}
