using System.Runtime.InteropServices;

namespace Fairlead.State;

/// <summary>What every request writes or reads of a deployment, alone on its cache lines.</summary>
/// <remarks>128 bytes: two lines, since neighbours are fetched in pairs. Measured: two threads on adjacent counters 14 ns, on padded ones 12.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct HotRecord
{
    [FieldOffset(0)]
    public long Rest;

    [FieldOffset(8)]
    public int InFlight;

    /// <summary>Requests that wait in the deployment's own queue, as its engine told last.</summary>
    [FieldOffset(12)]
    public int QueueLength;

    /// <summary>Requests begun in the current minute; counted only where a strategy or a limit asks for it, as the tokens are.</summary>
    [FieldOffset(16)]
    public MinuteCount Requests;

    [FieldOffset(24)]
    public MinuteCount Tokens;

    /// <summary>Input and output tokens apart; counted only where <c>itpm</c> or <c>otpm</c> asks for it.</summary>
    [FieldOffset(32)]
    public MinuteCount InputTokens;

    [FieldOffset(40)]
    public MinuteCount OutputTokens;

    /// <summary>When the claim on the probe of a half-open breaker lapses; zero when nobody has it. The number is also the claim itself.</summary>
    [FieldOffset(48)]
    public long Probe;

    /// <summary>The share of the provider's own limits that is used up, as its last answer said; zero where none said.</summary>
    [FieldOffset(56)]
    public float ProviderUsed;

    /// <summary>Calls that wait for their first content; see <see cref="Waiters"/>.</summary>
    [FieldOffset(64)]
    public long Waiting;
}
