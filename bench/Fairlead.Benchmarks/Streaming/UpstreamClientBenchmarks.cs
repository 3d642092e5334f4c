using System.Text;
using BenchmarkDotNet.Attributes;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Http;

namespace Fairlead.Benchmarks.Streaming;

/// <summary>What one call costs without a network: the client, the HTTP stack, and a connection in memory that answers at once.</summary>
[MemoryDiagnoser]
public class UpstreamClientBenchmarks : IDisposable
{
    private readonly UpstreamClient _client = new(new UpstreamClientOptions
    {
        Environment = static _ => null,
        Connector = static (_, _) => ValueTask.FromResult<Stream>(new CannedConnection()),
    });

    private readonly byte[] _buffer = new byte[16 * 1024];
    private UpstreamCall _call;

    [Params(1_000, 50_000)]
    public int PromptBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var parameters = new DeploymentParams { Model = "openai/m", ApiBase = "http://127.0.0.1:9/v1", ApiKey = new Secret("sk-0123456789") };
        _call = new UpstreamCall
        {
            Deployment = new Deployment("d", new DeploymentConfig { ModelName = "g", Params = parameters }, "openai", "m"),
            Surface = Surface.ChatCompletions,
            UpstreamModel = "m",
            Body = Encoding.UTF8.GetBytes($$"""{"model":"g","messages":[{"role":"user","content":"{{new string('p', PromptBytes)}}"}]}"""),
            ModelSpan = 9..12,
            FirstByteTimeout = TimeSpan.FromSeconds(600),
            IdleTimeout = TimeSpan.FromSeconds(300),
        };
    }

    [Benchmark]
    public async Task<int> SendAndReadAsync()
    {
        await using var reply = await _client.SendAsync(_call, CancellationToken.None);
        if (reply.Failure != FailureKind.None)
        {
            throw new InvalidOperationException(reply.Reason);
        }

        var total = 0;
        while (true)
        {
            var read = await reply.ReadAsync(_buffer, CancellationToken.None);
            if (read.Count == 0)
            {
                return total;
            }

            total += read.Count;
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Swallows requests; a request whose end was written is answered on the next read.</summary>
    private sealed class CannedConnection : Stream
    {
        private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 800\r\nx-request-id: req_0123456789\r\nopenai-processing-ms: 12\r\n\r\n" + new string('a', 800));

        private TaskCompletionSource<int>? _waiting;
        private Memory<byte> _target;
        private int _left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.Span.EndsWith("}]}"u8))
            {
                _left = Answer.Length;
                if (_waiting is { } waiting)
                {
                    _waiting = null;
                    waiting.SetResult(Take(_target));
                }
            }

            return ValueTask.CompletedTask;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left > 0)
            {
                return ValueTask.FromResult(Take(buffer));
            }

            // The stack reads ahead while the connection rests, to see it close.
            _target = buffer;
            _waiting = new TaskCompletionSource<int>();
            return new ValueTask<int>(_waiting.Task);
        }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Take(Memory<byte> buffer)
        {
            var count = Math.Min(buffer.Length, _left);
            Answer.AsMemory(Answer.Length - _left, count).CopyTo(buffer);
            _left -= count;
            return count;
        }
    }
}
