namespace Fairlead.Gateway.Hosting;

/// <summary>The gateway cannot be started as asked; the message names the mend.</summary>
/// <param name="message">What is wrong, and what to write instead.</param>
public sealed class GatewayStartException(string message) : Exception(message);
