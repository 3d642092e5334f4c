namespace Fairlead.Selection;

/// <summary>The cheapest by effective prices.</summary>
internal static class EffectiveCost
{
    /// <summary>
    /// Prices within a twentieth count as equal to a prompt that nobody has read: shares learnt from some dozens of answers are no more exact, and those who are alike would else not be asked in turn.
    /// Where somebody has read it a cent is a cent.
    /// </summary>
    private const double Alike = 0.05;

    /// <summary>
    /// A quarter of the turns that follow counts where a conversation is to move: of one met at random half of them are over, and it may be moved again. Measured with 3 to 100 turns: at 0 it stays where it
    /// was dear to begin (98 against 66 dollars in <c>agents-priced</c>), from 0.1 to 0.5 little changes.
    /// </summary>
    public const double Ahead = 0.25;

    /// <summary>Draws before those as cheap as the cheapest are searched for.</summary>
    private const int Draws = 4;

    public static double Slack(in EffectivePrices.OfRequest prices) => prices.IsNew ? Alike : 0;

    /// <summary>The cheapest that may be used; by chance among equals. What each has learnt makes a price of its own: in large tiers all prices are compared, and few members asked.</summary>
    public static int Pick(ref Candidates candidates, in EffectivePrices.OfRequest prices)
    {
        if (candidates.Count <= BestOf.ScanLimit)
        {
            return BestOf.Pick(ref candidates, prices, Slack(prices));
        }

        var bound = prices.Lowest() * (1 + Slack(prices));
        if (prices.Warm >= 0 && prices.Of(prices.Warm) <= bound && candidates.Allows(prices.Warm))
        {
            return prices.Warm;
        }

        for (var i = 0; i < Draws; i++)
        {
            var drawn = candidates.Random.Next(candidates.Count);
            if (prices.Of(drawn) <= bound && candidates.Allows(drawn))
            {
                return drawn;
            }
        }

        // Few are so cheap: the first of them after a draw.
        var member = candidates.Random.Next(candidates.Count);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (prices.Of(member) <= bound && candidates.Allows(member))
            {
                return member;
            }

            member = member + 1 < candidates.Count ? member + 1 : 0;
        }

        return Search(ref candidates, prices);
    }

    /// <summary>The cheapest of those that may be used, where the cheapest of all may not.</summary>
    private static int Search(ref Candidates candidates, in EffectivePrices.OfRequest prices)
    {
        var (slack, best, lowest, equals) = (1 + Slack(prices), -1, double.PositiveInfinity, 0);
        for (var i = 0; i < candidates.Count; i++)
        {
            var cost = prices.Of(i);
            if ((best < 0 || cost * slack < lowest) && candidates.Allows(i))
            {
                (best, lowest, equals) = (i, cost, 1);
            }
            else if (cost <= lowest * slack && candidates.Allows(i) && candidates.Random.Next(++equals) == 0)
            {
                // The k-th equal takes the place with chance 1 / k.
                (best, lowest) = (i, Math.Min(cost, lowest));
            }
        }

        return best;
    }
}
