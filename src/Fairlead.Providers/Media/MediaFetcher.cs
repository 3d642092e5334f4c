using System.Buffers.Text;
using System.Net;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Media;

/// <summary>
/// Fetches media that a request names by address, for a deployment that takes bytes only. The address is the client's choice, so the call goes only where anybody's
/// may: over the dialer that refuses private, local and reserved addresses, without credentials, redirects followed one by one under the same rules.
/// </summary>
/// <param name="invoker">The pool whose dialer leads to public addresses only.</param>
/// <param name="time">The clock of the time limit.</param>
internal sealed class MediaFetcher(HttpMessageInvoker invoker, TimeProvider time)
{
    /// <summary>Time for one file, redirects included: vendors that fetch themselves give up after some ten seconds.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Redirects followed: signed addresses of object stores need one, link shorteners two.</summary>
    private const int MostRedirects = 3;

    private const int ReadSize = 64 * 1024;

    /// <summary>Fetches one file.</summary>
    /// <param name="url">Its address.</param>
    /// <param name="kind">What it is to be.</param>
    /// <param name="budget">How large it may be.</param>
    /// <param name="cancellationToken">The request's.</param>
    public async Task<FetchedMedia> FetchAsync(string url, MediaKind kind, MediaBudget budget, CancellationToken cancellationToken)
    {
        if (budget.Bytes == 0)
        {
            return FetchedMedia.Failed("this gateway fetches no media");
        }

        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await FollowAsync(url, kind, budget, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FetchedMedia.Failed("its server took too long");
        }
        catch (Exception e) when (Refused(e))
        {
            return FetchedMedia.Failed("its address is not a public one");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return FetchedMedia.Failed("its server could not be reached");
        }
    }

    private async Task<FetchedMedia> FollowAsync(string url, MediaKind kind, MediaBudget budget, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return FetchedMedia.Failed("its address is not a URL");
        }

        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            if (!IsWeb(uri))
            {
                return FetchedMedia.Failed("only http and https addresses without a user name are fetched");
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher };
            request.Headers.TryAddWithoutValidation("User-Agent", "fairlead");
            using var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Headers.Location is { } next && (int)response.StatusCode is >= 300 and < 400)
            {
                var target = new Uri(uri, next);
                if (uri.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps)
                {
                    return FetchedMedia.Failed("its server redirects from https to http");
                }

                uri = target;
                continue;
            }

            return response.IsSuccessStatusCode
                ? await ReadAsync(response, kind, budget, cancellationToken).ConfigureAwait(false)
                : FetchedMedia.Failed($"its server answered with status {(int)response.StatusCode}");
        }

        return FetchedMedia.Failed("its server redirects too often");
    }

    private static async Task<FetchedMedia> ReadAsync(HttpResponseMessage response, MediaKind kind, MediaBudget budget, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > budget.Bytes)
        {
            return TooLarge(budget);
        }

        using var bytes = new MemoryStream((int)(response.Content.Headers.ContentLength ?? ReadSize));
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[ReadSize];
        while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            if (!budget.Take(count))
            {
                return TooLarge(budget);
            }

            bytes.Write(buffer, 0, count);
        }

        var content = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        if (content.IsEmpty)
        {
            return FetchedMedia.Failed("it is empty");
        }

        if (MediaTypes.Of(kind, response.Content.Headers.ContentType?.MediaType, content) is not { } type)
        {
            return FetchedMedia.Failed($"it is not {Named(kind)}");
        }

        var base64 = new byte[Base64.GetMaxEncodedToUtf8Length(content.Length)];
        Base64.EncodeToUtf8(content, base64, out _, out _);
        return new FetchedMedia(type, new Utf8Text(base64), null);
    }

    private static FetchedMedia TooLarge(MediaBudget budget) =>
        FetchedMedia.Failed($"the media of the request are larger than {budget.Bytes / (1024 * 1024.0):0.##} MB together");

    private static bool IsWeb(Uri uri) => (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.UserInfo.Length == 0;

    private static bool Refused(Exception? e) => e is EgressRefusedException || (e is not null && Refused(e.InnerException));

    private static string Named(MediaKind kind) => kind switch
    {
        MediaKind.Image => "a picture",
        MediaKind.Audio => "sound",
        MediaKind.Video => "a video",
        _ => "a document",
    };
}
