using System.Collections.Concurrent;

namespace Fairlead.Providers.Http;

/// <summary>Scopes at rest: a timer and a cancellation source are the dearest objects of a call after the request itself.</summary>
internal sealed class CallScopePool(TimeProvider time) : IDisposable
{
    /// <summary>Kept at rest: more than this many calls at once are rare on one node, and each costs under 400 bytes.</summary>
    private const int Capacity = 1024;

    private readonly ConcurrentQueue<CallScope> _idle = new();

    public CallScope Rent(CancellationToken caller)
    {
        if (!_idle.TryDequeue(out var scope))
        {
            scope = new CallScope(time);
        }

        scope.Link(caller);
        return scope;
    }

    public void Return(CallScope scope)
    {
        if (scope.TryReset() && _idle.Count < Capacity)
        {
            _idle.Enqueue(scope);
        }
        else
        {
            scope.Dispose();
        }
    }

    public void Dispose()
    {
        while (_idle.TryDequeue(out var scope))
        {
            scope.Dispose();
        }
    }
}
