using System.Diagnostics.Metrics;
using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Telemetry;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

/// <summary>A silent model gets the request as well, and the caller never notices.</summary>
public sealed class MirroredChatTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Router _router = Given.Config(
        Given.Deployment("loud", "l", with: p => p with { SilentModel = "quiet" }),
        Given.Deployment("quiet", "q", with: p => p with { SilentModel = "quiet" })).With(r => r with { NumRetries = 2 }).Router(new FakeTimeProvider());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mirror_GetsTheRequest_AndTheCallerTheAnswer(bool stream)
    {
        using var quiet = ScriptedChatClient.Says("unheard");
        using var client = Client(ScriptedChatClient.Says("heard"), quiet);

        Assert.Equal("heard", await AskAsync(client, stream).WaitAsync(Patience));
        await Eventually(() => _router.Snapshot().Deployments.Single(d => d.Id == "q") is { Requests: 1, InFlight: 0 } && _router.Mirrors.Running == 0);
        var options = Assert.Single(quiet.Options);
        Assert.Equal("quiet", options!.ModelId);
        Assert.Equal(0.5f, options.Temperature);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MirrorFails_OnceAndUnnoticed(bool stream)
    {
        using var quiet = ScriptedChatClient.Throws(new UpstreamException(FailureKind.ServerError, 500, "no"));
        using var client = Client(ScriptedChatClient.Says("heard"), quiet);

        Assert.Equal("heard", await AskAsync(client, stream).WaitAsync(Patience));
        await Eventually(() => quiet.Calls == 1 && _router.Mirrors.Running == 0);
        Assert.Equal(1, _router.Snapshot().Deployments.Single(d => d.Id == "q").Failures[FailureKind.ServerError]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MirrorHangs_TheAnswerDoesNotWait_NorDoesTheCallersLeavingEndIt(bool stream)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var quiet = new ScriptedChatClient
        {
            Answer = async (_, token) =>
            {
                await release.Task.WaitAsync(token);
                return new ChatResponse(new ChatMessage(ChatRole.Assistant, "late"));
            },
            Stream = (_, token) => LateAsync(release.Task, token),
        };
        using var client = Client(ScriptedChatClient.Says("heard"), quiet);
        using var caller = new CancellationTokenSource();

        Assert.Equal("heard", await AskAsync(client, stream, caller.Token).WaitAsync(Patience));
        await Eventually(() => quiet.Calls == 1);
        await caller.CancelAsync();
        Assert.Equal(1, _router.Mirrors.Running);

        release.SetResult();
        await Eventually(() => _router.Mirrors.Running == 0);
        Assert.Equal(0, _router.Snapshot().Deployments.Single(d => d.Id == "q").FailureShare);
    }

    [Fact]
    public async Task Telemetry_TellsMirrorsApart()
    {
        var group = $"quiet-{Guid.CreateVersion7()}";
        var router = Given.Config(Given.Deployment("loud", "l", with: p => p with { SilentModel = group }), Given.Deployment(group, "q")).Router(new FakeTimeProvider());
        var outcomes = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var tagged = new System.Collections.Concurrent.ConcurrentQueue<bool>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Meter.Name == FairleadTelemetry.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            if (instrument.Name == FairleadTelemetry.Mirrors && Tag(tags, "fairlead.model_group") is string name && name == group)
            {
                outcomes.Enqueue((string)Tag(tags, "fairlead.mirror.outcome")!);
            }
        });
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            if (instrument.Name == FairleadTelemetry.OperationDuration && Tag(tags, "fairlead.model_group") is string name && name == group)
            {
                tagged.Enqueue(Tag(tags, FairleadTelemetry.MirrorTag) is true);
            }
        });
        listener.Start();
        using var quiet = ScriptedChatClient.Says("unheard");
        using var loud = ScriptedChatClient.Says("heard");
        using var client = new RoutedChatClient(router, "loud", deployment => deployment.Id == "l" ? loud : quiet);

        await AskAsync(client, stream: false).WaitAsync(Patience);
        await Eventually(() => !outcomes.IsEmpty);
        Assert.Equal(["answered"], outcomes);
        Assert.Equal([true], tagged);
    }

    private static object? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var (key, value) in tags)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    private static async Task<string> AskAsync(RoutedChatClient client, bool stream, CancellationToken token = default)
    {
        var options = new ChatOptions { Temperature = 0.5f };
        return stream
            ? (await client.GetStreamingResponseAsync("hi", options, token).ToChatResponseAsync(token)).Text
            : (await client.GetResponseAsync("hi", options, token)).Text;
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> LateAsync(Task release, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await release.WaitAsync(token);
        yield return new ChatResponseUpdate(ChatRole.Assistant, "late");
    }

    private RoutedChatClient Client(ScriptedChatClient loud, ScriptedChatClient quiet) => new(_router, "loud", deployment => deployment.Id == "l" ? loud : quiet);

    private static async Task Eventually(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
