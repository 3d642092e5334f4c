using System.Reflection;
using System.Runtime.Loader;

namespace Fairlead.Benchmarks.Routing.ByTurns;

/// <summary>A build of the kernel, loaded for one strategy alone, beside other builds of it.</summary>
/// <remarks>The compiler compiles and profiles code once a load context: so each strategy runs as in a gateway, where nearly always one is in use, and not as compiled for seven.</remarks>
internal sealed class RoutingBuild(string folder) : AssemblyLoadContext("routing")
{
    /// <summary>The workload of this program over the kernel of that build.</summary>
    /// <param name="kind">What is done: a constant of <see cref="RoutingWorkload"/>.</param>
    /// <param name="strategy">The group's strategy.</param>
    /// <param name="size">Its deployments.</param>
    /// <returns>Does it so many times. May be called by several threads at once.</returns>
    public Action<int> Workload(string kind, string strategy, int size)
    {
        var program = LoadFromAssemblyPath(typeof(RoutingBuild).Assembly.Location);
        var create = program.GetType(typeof(RoutingWorkload).FullName!, throwOnError: true)!.GetMethod(nameof(RoutingWorkload.Create))!;
        return (Action<int>)create.Invoke(null, [kind, strategy, size])!;
    }

    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
    {
        "Fairlead" => LoadFromAssemblyPath(Path.Combine(folder, "Fairlead.dll")),
        _ => null,
    };
}
