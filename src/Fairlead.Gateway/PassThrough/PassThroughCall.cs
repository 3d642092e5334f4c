using Fairlead.Providers.Profiles;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.PassThrough;

/// <summary>One call of a vendor's own API.</summary>
/// <param name="Http">The request.</param>
/// <param name="Vendor">Whose API.</param>
/// <param name="Path">The path behind the vendor's name.</param>
/// <param name="Stream">The body as it comes.</param>
internal sealed record PassThroughCall(HttpContext Http, VendorProfile Vendor, string Path, PassThroughBody Stream)
{
    /// <summary>The body, where it was read ahead; null where it is sent on as it comes.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The body to send; null where there is none.</summary>
    public HttpContent? Content() => Body is { } known ? new ReadOnlyMemoryContent(known) : PassThroughHeaders.HasBody(Http.Request) ? new StreamContent(Stream) : null;
}
