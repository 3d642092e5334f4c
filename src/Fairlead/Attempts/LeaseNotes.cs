using System.Runtime.CompilerServices;
using Fairlead.State;

namespace Fairlead.Attempts;

/// <summary>What few attempts have; see <see cref="Lease"/>, which says what each means.</summary>
internal sealed class LeaseNotes
{
    public Rest InSpiteOf { get; set; }

    public long Probe { get; set; }

    public StrongBox<int>? Class { get; set; }

    public TimeSpan Patience { get; set; }

    public double Paid { get; set; }

    public TimeSpan? RetryAfter { get; set; }

    public string? Reason { get; set; }
}
