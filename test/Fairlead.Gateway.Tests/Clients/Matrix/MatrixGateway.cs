using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Clients.Matrix;

/// <summary>A gateway with every upstream format behind it.</summary>
public sealed class MatrixGateway : IAsyncLifetime
{
    internal GatewayFixture Fixture { get; private set; } = null!;

    public async Task InitializeAsync() => Fixture = await GatewayFixture.StartAsync(MatrixModels.Yaml());

    public async Task DisposeAsync() => await Fixture.DisposeAsync();
}
