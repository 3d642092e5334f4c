using System.Diagnostics;
using System.Diagnostics.Metrics;
using Fairlead.Attempts;

namespace Fairlead.Telemetry;

/// <summary>Measures attempts where somebody listens.</summary>
internal static class AttemptTelemetry
{
    private static readonly ActivitySource Source = new(FairleadTelemetry.ActivitySourceName);
    private static readonly Meter Meter = new(FairleadTelemetry.MeterName);

    // Bounds: the ones OpenTelemetry's conventions give for each of the three.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        FairleadTelemetry.OperationDuration, "s", "Duration of an attempt.", advice: Seconds);

    private static readonly Histogram<double> FirstChunk = Meter.CreateHistogram(
        FairleadTelemetry.TimeToFirstChunk, "s", "Time to the first content of a stream.", advice: Seconds);

    private static readonly Histogram<long> Tokens = Meter.CreateHistogram(
        FairleadTelemetry.TokenUsage,
        "{token}",
        "Tokens of an attempt.",
        advice: new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
        });

    /// <summary>Somebody listens to activities.</summary>
    public static bool HasListeners => Source.HasListeners();

    /// <summary>Somebody listens to one of the histograms.</summary>
    public static bool IsMeasured => Duration.Enabled || FirstChunk.Enabled || Tokens.Enabled;

    /// <summary>Starts the activity of an attempt; null while nobody listens.</summary>
    public static Activity? Start(string operation, in RouteAttempt attempt) =>
        Source.HasListeners() ? StartActivity(operation, attempt) : null;

    /// <summary>Records how an attempt ended.</summary>
    public static void Record(Activity? activity, string operation, in RouteAttempt attempt, in AttemptReport report)
    {
        if (activity is not null)
        {
            Describe(activity, report);
        }

        if (IsMeasured)
        {
            Measure(operation, attempt, report);
        }
    }

    private static Activity? StartActivity(string operation, in RouteAttempt attempt)
    {
        var activity = Source.StartActivity($"{operation} {attempt.UpstreamModel}", ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("gen_ai.operation.name", operation);
            activity.SetTag("gen_ai.provider.name", attempt.Deployment.Provider);
            activity.SetTag("gen_ai.request.model", attempt.UpstreamModel);
            activity.SetTag("fairlead.deployment.id", attempt.Deployment.Id);
            activity.SetTag("fairlead.model_group", attempt.ModelGroup);
            activity.SetTag("fairlead.attempt", attempt.Number);
            if (attempt.IsMirror)
            {
                activity.SetTag(FairleadTelemetry.MirrorTag, true);
            }
        }

        return activity;
    }

    private static void Describe(Activity activity, in AttemptReport report)
    {
        if (report.Failure is not FailureKind.None)
        {
            activity.SetTag("error.type", report.Failure.ToString());
            activity.SetStatus(ActivityStatusCode.Error, report.Reason);
        }

        if (report.InputTokens > 0)
        {
            activity.SetTag("gen_ai.usage.input_tokens", report.InputTokens);
        }

        if (report.OutputTokens > 0)
        {
            activity.SetTag("gen_ai.usage.output_tokens", report.OutputTokens);
        }
    }

    private static void Measure(string operation, in RouteAttempt attempt, in AttemptReport report)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", operation },
            { "gen_ai.provider.name", attempt.Deployment.Provider },
            { "gen_ai.request.model", attempt.UpstreamModel },
            { "fairlead.deployment.id", attempt.Deployment.Id },
            { "fairlead.model_group", attempt.ModelGroup },
        };
        if (report.Failure is not FailureKind.None)
        {
            tags.Add("error.type", report.Failure.ToString());
        }

        if (attempt.IsMirror)
        {
            tags.Add(FairleadTelemetry.MirrorTag, true);
        }

        Duration.Record(report.Duration.TotalSeconds, tags);
        if (report.TimeToFirstToken > TimeSpan.Zero)
        {
            FirstChunk.Record(report.TimeToFirstToken.TotalSeconds, tags);
        }

        RecordTokens(report.InputTokens, "input", tags);
        RecordTokens(report.OutputTokens, "output", tags);
    }

    private static void RecordTokens(int count, string type, TagList tags)
    {
        if (count > 0)
        {
            tags.Add("gen_ai.token.type", type);
            Tokens.Record(count, tags);
        }
    }
}
