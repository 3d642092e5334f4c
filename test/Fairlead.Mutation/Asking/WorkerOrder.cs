using System.Globalization;

namespace Fairlead.Mutation.Asking;

/// <summary>What a worker is started for.</summary>
/// <param name="Until">When it ends, in ticks of the stopwatch, which all processes share.</param>
/// <param name="OfOneChange">How long the tests may take over one change.</param>
/// <param name="Alone">One change that needs a process of its own, or -1 for all of the plan that do not.</param>
internal sealed record WorkerOrder(long Until, TimeSpan OfOneChange, int Alone)
{
    public string[] Arguments =>
    [
        Until.ToString(CultureInfo.InvariantCulture),
        OfOneChange.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        Alone.ToString(CultureInfo.InvariantCulture),
    ];

    public static WorkerOrder Parse(string[] arguments) => arguments is [var until, var ofOne, var alone]
        ? new(
            long.Parse(until, CultureInfo.InvariantCulture),
            TimeSpan.FromMilliseconds(double.Parse(ofOne, CultureInfo.InvariantCulture)),
            int.Parse(alone, CultureInfo.InvariantCulture))
        : throw new MutationException("A worker is started by the program itself.");
}
