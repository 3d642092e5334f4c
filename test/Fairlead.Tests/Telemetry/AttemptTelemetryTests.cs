using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Telemetry;
using Fairlead.Tests.Chat;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Telemetry;

public sealed class AttemptTelemetryTests
{
    // Other tests run beside this one: what is heard is told apart by the model's name.
    private const string Model = "gpt-4-telemetry";

    private static async Task Ask()
    {
        var router = Given.Config(
            Given.Deployment(Model, "t1", with: p => p with { Order = 1 }),
            Given.Deployment(Model, "t2", with: p => p with { Order = 2 })).Router();
        var healthy = ScriptedChatClient.Says("hi");
        healthy.Answer = (_, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "hi"))
        {
            Usage = new UsageDetails { InputTokenCount = 3, OutputTokenCount = 4 },
        });
        using var client = router.AsChatClient(null, d => d.Id == "t1"
            ? ScriptedChatClient.Throws(new UpstreamException(FailureKind.ServerError, 500, "down"))
            : healthy);
        await client.GetResponseAsync([new(ChatRole.User, "the prompt")]);
    }

    [Fact]
    public async Task Meter_Listened_GetsEveryAttempt()
    {
        var heard = new ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == FairleadTelemetry.MeterName)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => heard.Enqueue((instrument.Name, value, new(tags.ToArray()))));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => heard.Enqueue((instrument.Name, value, new(tags.ToArray()))));
        listener.Start();

        await Ask();

        var mine = heard.Where(m => Model.Equals(m.Tags["gen_ai.request.model"])).ToList();
        var durations = mine.Where(m => m.Name == FairleadTelemetry.OperationDuration).ToList();
        Assert.Equal(["t1", "t2"], durations.Select(m => m.Tags["fairlead.deployment.id"]));
        Assert.Equal("ServerError", durations[0].Tags["error.type"]);
        Assert.False(durations[1].Tags.ContainsKey("error.type"));
        Assert.Equal([3, 4], mine.Where(m => m.Name == FairleadTelemetry.TokenUsage).Select(m => m.Value));
        Assert.DoesNotContain(mine, m => m.Tags.Values.Any(value => $"{value}".Contains("prompt", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Source_Listened_GetsAnActivityPerAttempt()
    {
        var heard = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FairleadTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = heard.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await Ask();

        var mine = heard.Where(a => a.OperationName == $"chat {Model}").ToList();
        Assert.Equal(["t1", "t2"], mine.Select(a => a.GetTagItem("fairlead.deployment.id")));
        Assert.Equal(ActivityStatusCode.Error, mine[0].Status);
        Assert.Equal(4, mine[1].GetTagItem("gen_ai.usage.output_tokens"));
    }
}
