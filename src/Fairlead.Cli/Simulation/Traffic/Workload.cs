using Fairlead.Cli.Simulation.Engine;

namespace Fairlead.Cli.Simulation.Traffic;

/// <summary>Draws the requests of a scenario: once, for every policy the same.</summary>
internal static class Workload
{
    private const int ArrivalDice = 2;
    private const int RequestDice = 3;
    private const int ConversationDice = 5;

    /// <summary>Where some go before the others, the two classes.</summary>
    private static readonly RequestWishes Urgent = new() { Priority = 0 };
    private static readonly RequestWishes Usual = new() { Priority = 1 };

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

        if (shape.Turns > 1)
        {
            Converse(requests, shape, Dice.For(seed, ConversationDice));
        }

        return requests;
    }

    /// <summary>Makes requests turns of conversations: an agent's loop, whose prompt holds all that went before.</summary>
    private static void Converse(SimulatedRequest[] requests, TrafficShape shape, Dice dice)
    {
        var turns = new (int Number, int Turn, int Tokens)[shape.Conversations];
        for (var i = 0; i < turns.Length; i++)
        {
            // They have begun at different times.
            turns[i] = (i, dice.Whole(shape.Turns), 0);
        }

        var begun = turns.Length;
        var asked = new long[turns.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            var next = shape.Pause > 0 ? Rested(asked, requests[i].Arrives, shape, ref dice) : dice.Whole(turns.Length);
            ref var one = ref turns[next];
            if (one.Turn >= shape.Turns)
            {
                one = (begun++, 0, 0);
            }

            one = (one.Number, one.Turn + 1, one.Tokens == 0 ? requests[i].InputTokens + (one.Turn * shape.Growth) : one.Tokens + shape.Growth);
            requests[i] = requests[i] with { Conversation = one.Number, InputTokens = (int)Math.Min(one.Tokens, MostInput) };
        }
    }

    /// <summary>One of those that have not asked within the pause.</summary>
    private static int Rested(long[] asked, long now, TrafficShape shape, ref Dice dice)
    {
        var before = now - TimeSpan.FromSeconds(shape.Pause).Ticks;
        var skip = asked.Count(at => at <= before) is > 0 and var rested ? dice.Whole(rested) : -1;
        var next = skip < 0 ? Array.IndexOf(asked, asked.Min()) : Array.FindIndex(asked, at => at <= before && skip-- == 0);
        asked[next] = now;
        return next;
    }

    private static SimulatedRequest Draw(TrafficShape shape, IReadOnlyList<ModelShare> models, int replicas, Dice dice, int number, double seconds) => new(
        number,
        Model(models, dice.Share()),
        TimeSpan.FromSeconds(seconds).Ticks,
        dice.Whole(replicas),
        (int)Math.Clamp(dice.LogNormal(shape.Input, shape.InputSpread), 1, MostInput),
        (int)Math.Clamp(dice.LogNormal(shape.Output, shape.OutputSpread), 1, MostOutput),
        dice.Share() < shape.StreamShare,
        dice.Share() < shape.Leavers ? TimeSpan.FromSeconds(dice.Exponential(shape.LeaveAfter)) : null)
    {
        Wishes = shape.UrgentShare > 0 ? dice.Share() < shape.UrgentShare ? Urgent : Usual : null,
    };

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
