using System.Diagnostics.Metrics;

namespace Fairlead.Telemetry;

/// <summary>Counts mirrored requests where somebody listens.</summary>
internal static class MirrorTelemetry
{
    /// <summary>An answer came, and was thrown away.</summary>
    public const string Answered = "answered";

    /// <summary>None came.</summary>
    public const string Failed = "failed";

    /// <summary>Too many were under way: it was not sent.</summary>
    public const string Skipped = "skipped";

    private static readonly Meter Meter = new(FairleadTelemetry.MeterName);

    private static readonly Counter<long> Mirrors = Meter.CreateCounter<long>(FairleadTelemetry.Mirrors, "{request}", "Requests sent to a silent model as well.");

    public static void Count(string model, string outcome)
    {
        if (Mirrors.Enabled)
        {
            Mirrors.Add(1, new("fairlead.model_group", model), new("fairlead.mirror.outcome", outcome));
        }
    }
}
