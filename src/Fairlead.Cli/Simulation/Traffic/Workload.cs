using Fairlead.Cli.Simulation.Engine;

namespace Fairlead.Cli.Simulation.Traffic;

/// <summary>Draws the requests of a scenario: once, for every policy the same.</summary>
internal static class Workload
{
    private const int ArrivalDice = 2;
    private const int RequestDice = 3;

    /// <summary>Longest prompt and answer, in tokens: a context window and a usual limit on output.</summary>
    private const double MostInput = 128_000;
    private const double MostOutput = 8_192;

    public static IReadOnlyList<SimulatedRequest> Draw(TrafficShape shape, IReadOnlyList<ModelShare> models, int replicas, ulong seed)
    {
        var requests = new SimulatedRequest[shape.Requests];
        var arrivals = Dice.For(seed, ArrivalDice);
        var seconds = 0.0;
        for (var i = 0; i < requests.Length; i++)
        {
            // Thinning (Lewis and Shedler 1979): draw at the highest rate, keep in proportion to the rate in force.
            do
            {
                seconds += arrivals.Exponential(1 / shape.MostRate);
            }
            while (arrivals.Share() * shape.MostRate > shape.RateAt(seconds));

            requests[i] = Draw(shape, models, replicas, Dice.For(seed, RequestDice, i), i, seconds);
        }

        return requests;
    }

    private static SimulatedRequest Draw(TrafficShape shape, IReadOnlyList<ModelShare> models, int replicas, Dice dice, int number, double seconds) => new(
        number,
        Model(models, dice.Share()),
        TimeSpan.FromSeconds(seconds).Ticks,
        dice.Whole(replicas),
        (int)Math.Clamp(dice.LogNormal(shape.Input, shape.InputSpread), 1, MostInput),
        (int)Math.Clamp(dice.LogNormal(shape.Output, shape.OutputSpread), 1, MostOutput),
        dice.Share() < shape.StreamShare,
        dice.Share() < shape.Leavers ? TimeSpan.FromSeconds(dice.Exponential(shape.LeaveAfter)) : null);

    private static string Model(IReadOnlyList<ModelShare> models, double share)
    {
        var left = share * models.Sum(static model => model.Weight);
        foreach (var model in models)
        {
            if ((left -= model.Weight) < 0)
            {
                return model.Name;
            }
        }

        return models[^1].Name;
    }
}
