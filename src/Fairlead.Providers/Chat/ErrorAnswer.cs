using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Chat;

/// <summary>An error under a status of success.</summary>
internal static class ErrorAnswer
{
    /// <summary>Throws where the answer is an error.</summary>
    /// <exception cref="UpstreamException">It does.</exception>
    public static void ThrowIfError(JsonElement root)
    {
        if (Of(root) is { } failure)
        {
            throw new UpstreamException(failure.Kind, failure.Status, failure.Reason);
        }
    }

    /// <summary>The failure an answer tells; null where it is none.</summary>
    public static UpstreamFailure? Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return new UpstreamFailure(FailureKind.MalformedResponse, 200, "the answer is not a JSON object");
        }

        if (!root.TryGetProperty("error"u8, out var error) || error.ValueKind is not (JsonValueKind.Object or JsonValueKind.String))
        {
            return null;
        }

        var document = ErrorDocument.Read(JsonMarshal.GetRawUtf8Value(root));
        var kind = FailureClassifier.KindOfFrame(document);
        // The provider's own text may quote the prompt: the code or the type is enough.
        var what = document.Code.Length > 0 ? document.Code : document.Type;
        return new UpstreamFailure(kind, 200, what.Length == 0 ? "an error came after status 200" : $"an error came after status 200: {what}");
    }
}
