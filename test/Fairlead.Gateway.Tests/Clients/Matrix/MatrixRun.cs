using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Clients.Matrix;

/// <summary>One run of <c>test/clients/matrix</c>: the vendors' JavaScript clients against a gateway with every upstream format behind it.</summary>
public sealed class MatrixRun : IAsyncLifetime
{
    /// <summary>The clients.</summary>
    internal static IReadOnlyList<string> Clients { get; } =
        ["openai chat", "langchain", "ai chat", "openai responses", "ai responses", "anthropic", "ai anthropic", "google", "ai google"];

    internal NodeTests Node { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await using var gateway = await GatewayFixture.StartAsync(MatrixModels.Yaml());
        Node = await NodeTests.RunAsync(
            [.. Files()],
            ("FAIRLEAD_URL", gateway.Url),
            ("FAIRLEAD_KEY", MatrixModels.Key),
            ("FAIRLEAD_FORMATS", string.Join(',', MatrixModels.Formats)),
            ("FAIRLEAD_CLIENTS", string.Join(',', Clients)));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static IEnumerable<string> Files() =>
        from row in ((string Client, string File)[])
        [
            ("openai chat", "openai-chat"), ("langchain", "langchain"), ("ai chat", "vercel-ai"),
            ("openai responses", "openai-responses"), ("anthropic", "anthropic"), ("google", "google"),
        ]
        where Clients.Contains(row.Client)
        select $"matrix/{row.File}.test.mjs";
}
