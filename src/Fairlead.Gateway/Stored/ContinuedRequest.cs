namespace Fairlead.Gateway.Stored;

/// <summary>What a request adds to a conversation.</summary>
/// <param name="Caller">Whose it is.</param>
/// <param name="Previous">The answer it continues; null for none that is kept here.</param>
/// <param name="Input">Its own <c>input</c> as JSON, with the items it refers to in their places.</param>
internal sealed record ContinuedRequest(string Caller, StoredAnswer? Previous, ReadOnlyMemory<byte> Input);
