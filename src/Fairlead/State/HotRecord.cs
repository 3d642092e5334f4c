using System.Runtime.InteropServices;

namespace Fairlead.State;

/// <summary>What every request writes or reads of a deployment, alone on its cache lines.</summary>
/// <remarks>128 bytes: two lines, since neighbours are fetched in pairs. Measured: two threads on adjacent counters 14 ns, on padded ones 12.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct HotRecord
{
    /// <summary>With the next two, what a scan reads of a member: sixteen bytes in this order (<see cref="Four"/>).</summary>
    [FieldOffset(0)]
    public long Rest;

    [FieldOffset(8)]
    public int InFlight;

    /// <summary>Requests that wait in the deployment's own queue, as its engine told last; the highest bit is set while <see cref="ProviderUsed"/> says that little is left.</summary>
    [FieldOffset(12)]
    public int Queue;

    /// <summary>Requests begun in the current minute; counted only where a strategy or a limit asks for it, as the tokens are. Both are read in one go too.</summary>
    [FieldOffset(16)]
    public MinuteCount Requests;

    [FieldOffset(24)]
    public MinuteCount Tokens;

    /// <summary>When the last answer came.</summary>
    [FieldOffset(32)]
    public long Answered;

    /// <summary>Answers in a row that came quickly after each other.</summary>
    [FieldOffset(40)]
    public short Quick;

    /// <summary>Not zero while the last that was heard of it is that a call ran out of its time.</summary>
    [FieldOffset(42)]
    public short Suspect;

    /// <summary>Answers put down to be learnt from together.</summary>
    [FieldOffset(44)]
    public int Kept;

    /// <summary>When the claim on the probe of a half-open breaker lapses; zero when nobody has it. The number is also the claim itself.</summary>
    [FieldOffset(48)]
    public long Probe;

    /// <summary>How many calls at once it is taken to carry; set where that is learnt.</summary>
    [FieldOffset(56)]
    public int MostAtOnce;

    /// <summary>Held while one is put down or all are taken up; 1 while it is.</summary>
    [FieldOffset(60)]
    public int KeptGate;

    /// <summary>Calls that wait for their first content; see <see cref="Waiters"/>.</summary>
    [FieldOffset(64)]
    public long Waiting;

    /// <summary>The share of the provider's own limits that is used up, as its last answer said; zero where none said.</summary>
    [FieldOffset(88)]
    public float ProviderUsed;

    /// <summary>Input and output tokens apart; counted only where <c>itpm</c> or <c>otpm</c> asks for it.</summary>
    [FieldOffset(72)]
    public MinuteCount InputTokens;

    [FieldOffset(80)]
    public MinuteCount OutputTokens;
}
