using Fairlead.Benchmarks.EndToEnd;

/// <summary>What the runtime calls in a process started with DOTNET_STARTUP_HOOKS; name and place are the runtime's.</summary>
internal static class StartupHook
{
    public static void Initialize() => AllocationProbe.Answer();
}
