using System.Buffers;
using Fairlead.Attempts;

namespace Fairlead.Gateway.Relay;

/// <summary>Ends an answer that broke off after its head was sent.</summary>
internal static class StreamEnd
{
    /// <summary>
    /// A stream ends with an error event, which most SDKs throw as an error, and without <c>[DONE]</c>. Some read over the event;
    /// so the answer is left unfinished too, as a plain one is, which can say nothing: nobody may take it for whole.
    /// </summary>
    public static async ValueTask WriteAsync(RelayContext relay, Held held, FailureKind failure)
    {
        relay.Cut = true;
        if (!held.EventStream)
        {
            return;
        }

        var output = new ArrayBufferWriter<byte>(256);
        // An event that was passed on in part must end first. Fed to nobody it is no valid JSON, which is an error too.
        output.Write(relay.AmidEvent ? "\n\ndata: "u8 : "data: "u8);
        if (relay.DrainAborted)
        {
            OpenAIError.Write(output, "The gateway shut down before the answer was complete.", "server_error", null, "shutting_down");
        }
        else if (failure == FailureKind.Timeout)
        {
            OpenAIError.Write(output, "The model's server went silent before the answer was complete.", "server_error", null, "timeout");
        }
        else
        {
            OpenAIError.Write(output, "The connection to the model's server broke before the answer was complete.", "server_error", null, "stream_interrupted");
        }

        output.Write("\n\n"u8);
        await relay.Http.Response.BodyWriter.WriteAsync(output.WrittenMemory, relay.Http.RequestAborted);
    }
}
