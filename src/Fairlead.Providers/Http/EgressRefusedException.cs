namespace Fairlead.Providers.Http;

/// <summary>The dialer's own refusal, on its way through the HTTP stack; it becomes a value at <see cref="TransportFailure"/>.</summary>
internal sealed class EgressRefusedException(string message) : IOException(message);
