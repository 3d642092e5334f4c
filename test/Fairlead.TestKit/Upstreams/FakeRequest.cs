using System.Text;

namespace Fairlead.TestKit.Upstreams;

/// <summary>A request as <see cref="FakeUpstream"/> got it.</summary>
public sealed class FakeRequest(string method, string path, string query, string protocol, IReadOnlyDictionary<string, string> headers, byte[] body)
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Method => method;

    public string Path => path;

    /// <summary>With its question mark; empty without one.</summary>
    public string Query => query;

    public string Protocol => protocol;

    public IReadOnlyDictionary<string, string> Headers => headers;

    /// <summary>The exact bytes.</summary>
    public byte[] Body => body;

    public string BodyText => Encoding.UTF8.GetString(body);

    /// <summary>Completes when the client closed the connection before the reply was whole.</summary>
    public Task Aborted => _aborted.Task;

    internal void SetAborted() => _aborted.TrySetResult();
}
