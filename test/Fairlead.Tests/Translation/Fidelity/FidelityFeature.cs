using Fairlead.Providers.Translation;

namespace Fairlead.Tests.Translation.Fidelity;

/// <summary>A row of the table: one thing that a request or an answer can say, and how it is looked at afterwards.</summary>
internal abstract record FidelityFeature(string Name);

/// <summary>Something that a request can say.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Say">Adds it to a request to a deployment.</param>
/// <param name="See">What of a request shows it; null where it is not there.</param>
internal sealed record RequestFeature(string Name, Action<Conversation, FidelityTarget> Say, Func<Conversation, string?> See) : FidelityFeature(Name)
{
    /// <summary>It is for models that think.</summary>
    public bool Thinks { get; init; }

    /// <summary>Deployments for which there is such a thing at all; null for all.</summary>
    public Func<FidelityTarget, bool>? OnlyIf { get; init; }
}

/// <summary>Something that an answer can say.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Say">Adds it to an answer of a deployment.</param>
/// <param name="See">What of an answer shows it; null where it is not there.</param>
internal sealed record AnswerFeature(string Name, Action<Answer, FidelityTarget> Say, Func<Answer, string?> See) : FidelityFeature(Name);
