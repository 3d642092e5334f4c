namespace Fairlead.Mutation;

/// <summary>What a person at the command line can do something about.</summary>
internal sealed class MutationException(string message) : Exception(message);
