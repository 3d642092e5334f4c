using Fairlead.State;

namespace Fairlead.Compatibility;

/// <summary>The model lists seen last, ready for picking. Reading is free of locks.</summary>
/// <remarks>
/// Lists are the same when they hold the same entries in the same order, whatever list object holds them: callers copy their lists freely.
/// What was learnt of a deployment goes over to a new list that holds it.
/// </remarks>
internal sealed class ModelListCache(string strategy, RouterOptions options)
{
    // More lists than a program has in use at once; beyond it the one read longest ago is forgotten.
    private const int MostLists = 16;

    private readonly Lock _gate = new();
    private readonly Clock _clock = new(options.TimeProvider);
    private volatile CompiledModelList[] _lists = [];

    public CompiledModelList Get<TEntry>(IReadOnlyList<TEntry> entries)
        where TEntry : class
    {
        foreach (var list in _lists)
        {
            if (list.IsOf(entries))
            {
                return list;
            }
        }

        return Compile(entries);
    }

    /// <summary>Begins a call to an entry's deployment, in the list read last that holds it.</summary>
    /// <exception cref="ArgumentException">No list that was passed holds the entry.</exception>
    public HeldDeployment Hold(object entry)
    {
        foreach (var list in _lists)
        {
            if (list.TryHold(entry) is { } held)
            {
                return held;
            }
        }

        throw new ArgumentException("The deployment is of no model list passed to this router. Report with the object that was returned.", nameof(entry));
    }

    private CompiledModelList Compile<TEntry>(IReadOnlyList<TEntry> entries)
        where TEntry : class
    {
        lock (_gate)
        {
            var lists = _lists;
            foreach (var list in lists)
            {
                if (list.IsOf(entries))
                {
                    return list;
                }
            }

            var copy = new object[entries.Count];
            for (var i = 0; i < copy.Length; i++)
            {
                copy[i] = entries[i] ?? throw new ArgumentException($"Entry {i} of the model list is null.", nameof(entries));
            }

            var compiled = CompiledModelList.Compile(copy, strategy, _clock, options.Random, Closest(lists, copy));
            _lists = [compiled, .. lists[..Math.Min(lists.Length, MostLists - 1)]];
            return compiled;
        }
    }

    /// <summary>The list that shares most entries; of equals the one read last.</summary>
    private static CompiledModelList? Closest(CompiledModelList[] lists, object[] entries)
    {
        CompiledModelList? closest = null;
        var most = -1;
        foreach (var list in lists)
        {
            var shared = list.CountShared(entries);
            if (shared > most)
            {
                most = shared;
                closest = list;
            }
        }

        return closest;
    }
}
