namespace Fairlead.State;

/// <summary>Failures of a deployment by class, each forgotten a window's length after its class's first. Answers do not take any back, as in LiteLLM.</summary>
/// <remarks>Mutable; kept under the state's lock. Takes memory with the first failure that a person's number is for.</remarks>
internal struct ClassCounts
{
    private (int Count, long Ends)[]? _classes;

    public int Count(FailureClass counted, long now, long window)
    {
        _classes ??= new (int, long)[FailureClasses.Count];
        ref var entry = ref _classes[(int)counted];
        entry = now >= entry.Ends ? (1, now + window) : (entry.Count + 1, entry.Ends);
        return entry.Count;
    }

    public readonly void Clear() => _classes?.AsSpan().Clear();
}
