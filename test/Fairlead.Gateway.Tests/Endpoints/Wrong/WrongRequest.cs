using System.Text;

namespace Fairlead.Gateway.Tests.Endpoints.Wrong;

/// <summary>A request that is, or may be, wrong.</summary>
/// <param name="What">What was done to it.</param>
/// <param name="Body">Its body.</param>
/// <param name="ContentType">Its content type; null for none.</param>
/// <param name="Headers">Its other headers.</param>
internal sealed record WrongRequest(string What, byte[] Body, string? ContentType = "application/json", params IReadOnlyList<(string Name, string Value)> Headers)
{
    public WrongRequest(string what, string body)
        : this(what, Encoding.UTF8.GetBytes(body))
    {
    }

    /// <summary>The request as a test that fails shows it.</summary>
    public override string ToString() => $"{What}\n{ContentType} {string.Join(' ', Headers)}\n{Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 4000)))}";

    /// <summary>The request as it is sent.</summary>
    public HttpRequestMessage ToMessage(string address)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Body) };
        if (ContentType is not null)
        {
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}
