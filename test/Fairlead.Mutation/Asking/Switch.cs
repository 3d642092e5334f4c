using System.Reflection;

namespace Fairlead.Mutation.Asking;

/// <summary>Stryker's own switch, compiled into the changed assembly.</summary>
internal sealed class Switch
{
    private const BindingFlags Static = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;

    private readonly FieldInfo _active;
    private readonly FieldInfo _captures;
    private readonly MethodInfo _reached;

    public Switch(Assembly changed)
    {
        var control = changed.GetTypes().SingleOrDefault(static type => type.Name == "MutantControl")
            ?? throw new MutationException($"{changed.Location} has no changes in it.");
        _active = control.GetField("ActiveMutant", Static)!;
        _captures = control.GetField("CaptureCoverage", Static)!;
        _reached = control.GetMethod("GetCoverageData", Static)!;
        Off();
    }

    public void Turn(int change) => _active.SetValue(null, change);

    public void Off() => Turn(-1);

    public void Capture(bool on)
    {
        _captures.SetValue(null, on);
        _ = Reached();
    }

    /// <summary>Changes reached since it was asked last, and those among them that a static field was initialised with.</summary>
    public (IReadOnlyCollection<int> All, IReadOnlyCollection<int> Static) Reached()
    {
        var data = (IList<int>[])_reached.Invoke(null, null)!;
        return ([.. data[0].Concat(data[1]).Distinct()], [.. data[1].Distinct()]);
    }
}
