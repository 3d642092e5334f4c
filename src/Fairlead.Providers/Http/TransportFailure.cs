using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Fairlead.Attempts;

namespace Fairlead.Providers.Http;

/// <summary>Turns what the HTTP stack throws into a failure. Its messages are not passed on: they may name internal hosts.</summary>
internal static class TransportFailure
{
    /// <summary>Whether the HTTP stack throws this for what the network or the upstream did; anything else is a bug and goes its way.</summary>
    public static bool IsTransport(Exception exception) =>
        exception is HttpRequestException or IOException or OperationCanceledException or SocketException or AuthenticationException or ObjectDisposedException;

    /// <summary>Of an exception before the answer's head.</summary>
    public static UpstreamFailure BeforeAnswer(Exception exception, CallScope scope)
    {
        if (scope.CallerLeft)
        {
            return new(FailureKind.Cancelled, 0, "the caller went away");
        }

        if (scope.TimedOut)
        {
            return new(FailureKind.Timeout, 0, "no answer within the first-byte timeout");
        }

        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case EgressRefusedException:
                    return new(FailureKind.Connection, 0, e.Message);
                case TimeoutException:
                    return new(FailureKind.Timeout, 0, "no connection within the connect timeout");
                case SocketException socket:
                    return new(FailureKind.Connection, 0, OfSocket(socket.SocketErrorCode));
                case AuthenticationException:
                    return new(FailureKind.Connection, 0, "TLS handshake failed");
            }
        }

        return exception switch
        {
            OperationCanceledException => new(FailureKind.Timeout, 0, "no connection within the connect timeout"),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
                new(FailureKind.MalformedResponse, 0, "the answer is not HTTP"),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                new(FailureKind.Connection, 0, "TLS handshake failed"),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                new(FailureKind.Connection, 0, "host name not found"),
            _ => new(FailureKind.Connection, 0, "the connection ended before an answer"),
        };
    }

    /// <summary>Of an exception amid the answer's body.</summary>
    public static UpstreamFailure AmidAnswer(CallScope scope)
    {
        if (scope.CallerLeft)
        {
            return new(FailureKind.Cancelled, 0, "the caller went away");
        }

        return scope.TimedOut
            ? new(FailureKind.Timeout, 0, "the answer fell silent past the idle timeout")
            : new(FailureKind.StreamBroken, 0, "the answer broke off before its end");
    }

    /// <summary>Of an answer that says 200 and cannot be one; null when it can.</summary>
    public static UpstreamFailure? OfContent(HttpContentHeaders headers, int status)
    {
        if (headers.NonValidated.TryGetValues("Content-Type", out var values))
        {
            var type = values.ToString();
            if (type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
            {
                return new(FailureKind.MalformedResponse, status, "a web page came instead of an answer: is api_base right?");
            }
        }

        return null;
    }

    private static string OfSocket(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => "host name not found",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "host not reachable",
        SocketError.TimedOut => "the connection attempt timed out",
        _ => "the connection ended before an answer",
    };
}
