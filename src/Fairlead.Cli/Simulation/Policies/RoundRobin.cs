namespace Fairlead.Cli.Simulation.Policies;

/// <summary>One after the other, past those who may not be asked.</summary>
internal sealed class RoundRobin(int start) : Chooser
{
    private int _turn = start;

    public override int Choose(IReadOnlyList<int> group, IReadOnlyList<int> open, bool stream)
    {
        while (true)
        {
            var member = group[_turn++ % group.Count];
            if (open.Contains(member))
            {
                return member;
            }
        }
    }
}
