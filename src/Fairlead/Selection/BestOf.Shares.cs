namespace Fairlead.Selection;

/// <content>The chance of one member, by the scores of all; a member without a score is none.</content>
internal static partial class BestOf
{
    private static double ScanShare(double[] scores, double[]? weights, int member, double bound)
    {
        var equal = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            equal += scores[i] <= bound ? Weight(weights, i) : 0;
        }

        return scores[member] <= bound ? Weight(weights, member) / equal : 0;
    }

    private static double TwoChoicesShare(double[] scores, double[]? weights, int member, double slack, double total)
    {
        var own = Weight(weights, member) / total;
        var share = own * own;
        for (var i = 0; i < scores.Length; i++)
        {
            if (i == member || double.IsNaN(scores[i]))
            {
                continue;
            }

            var other = Weight(weights, i) / total;

            // Drawn first, it wins unless the other is clearly better; drawn second, it must be clearly better itself.
            share += scores[i] * (1 + slack) < scores[member] ? 0 : own * other;
            share += scores[member] * (1 + slack) < scores[i] ? own * other : 0;
        }

        return share;
    }
}
