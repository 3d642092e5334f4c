using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>What a large upload allocates in the whole process; client and upstream are raw sockets that allocate next to nothing.</summary>
[Collection(nameof(Alone))]
public sealed class UploadTests
{
    private const int FileBytes = 30 * 1024 * 1024;

    /// <summary>Measured: under 2 MB, most of it in the pool's arrays. The file itself is fifteen times as large.</summary>
    private const int MostAllocated = 6 * 1024 * 1024;

    [Fact]
    public async Task Upload_Of30MB_AllocatesLittle_AndArrivesWhole()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var received = 0L;
        var upstream = new Thread(() => Serve(listener, ref received)) { IsBackground = true };
        upstream.Start();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("m", $"http://127.0.0.1:{port}/v1")));

        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(IPAddress.Loopback, new Uri(gateway.Url).Port);
        var piece = new byte[64 * 1024];
        Upload(client, piece, FileBytes / 10);
        received = 0;
        var before = GC.GetTotalAllocatedBytes(precise: true);

        Upload(client, piece, FileBytes);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 1, MostAllocated);
        Assert.InRange(received, FileBytes, FileBytes + 2048);
    }

    private static void Upload(Socket client, byte[] piece, int size)
    {
        var head = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"u8;
        var tail = "\r\n--b--\r\n"u8;
        client.Send(Encoding.ASCII.GetBytes($"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {head.Length + size + tail.Length}\r\n\r\n"));
        client.Send(head);
        for (var left = size; left > 0;)
        {
            left -= client.Send(piece.AsSpan(0, Math.Min(left, piece.Length)));
        }

        client.Send(tail);
        var answer = new byte[4096];
        var length = 0;
        while (!answer.AsSpan(0, length).EndsWith("{\"text\":\"\"}"u8))
        {
            var read = client.Receive(answer.AsSpan(length));
            Assert.True(read > 0);
            length += read;
        }
    }

    private static void Serve(Socket listener, ref long received)
    {
        var buffer = new byte[64 * 1024];
        var reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"text\":\"\"}"u8.ToArray();
        while (true)
        {
            Socket connection;
            try
            {
                connection = listener.Accept();
            }
            catch (SocketException)
            {
                return;
            }

            using (connection)
            {
                while (connection.Receive(buffer) is > 0 and var read)
                {
                    received += read;
                    if (buffer.AsSpan(0, read).EndsWith("\r\n--b--\r\n"u8))
                    {
                        connection.Send(reply);
                    }
                }
            }
        }
    }
}
