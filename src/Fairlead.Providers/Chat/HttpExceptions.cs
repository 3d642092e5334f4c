using System.Net.Sockets;
using Fairlead.Attempts;
using Fairlead.Chat;

namespace Fairlead.Providers.Chat;

/// <summary>What the HTTP stack's own exceptions mean, when they come through clients that others wrote.</summary>
public static class HttpExceptions
{
    /// <summary>Knows failures of the connection; an exception with a status is left to the built-in rules.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The failure; null for an exception it does not know.</returns>
    public static ClassifiedFailure? Classify(Exception exception) => exception switch
    {
        HttpRequestException { StatusCode: not null } => null,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => new(FailureKind.MalformedResponse),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => new(FailureKind.StreamBroken),
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => new(FailureKind.StreamBroken),
        HttpRequestException or SocketException => new(FailureKind.Connection),
        IOException => new(FailureKind.StreamBroken),
        _ => null,
    };
}
