using Fairlead.Providers.Profiles;

namespace Fairlead.Providers.Translation;

/// <summary>Whom a request is written for, and what of it has no place there.</summary>
internal sealed class RequestTarget
{
    private List<Loss>? _losses;

    /// <summary>The model's name upstream.</summary>
    public required string Model { get; init; }

    /// <summary>The vendor.</summary>
    public required VendorProfile Vendor { get; init; }

    /// <summary>Most tokens the model can answer with, by the catalogue; null where it is not known.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What has no place.</summary>
    public IReadOnlyList<Loss> Losses => _losses ?? (IReadOnlyList<Loss>)[];

    /// <summary>What of a conversation has no place, without what it only spells out.</summary>
    public IReadOnlyList<Loss> LossesOf(Conversation conversation)
    {
        _losses?.RemoveAll(loss => SpokenDefaults.IsOne(loss, conversation));
        return Losses;
    }

    /// <summary>Notes that a parameter has no place.</summary>
    public void LoseParameter(string name, string why) => Lose(new Loss(LossKind.Parameter, name, why));

    /// <summary>Notes that a part of the prompt has no place.</summary>
    public void LoseContent(string name, string why) => Lose(new Loss(LossKind.Content, name, why));

    /// <summary>Notes that a hint has no place.</summary>
    public void LoseHint(string name, string why) => Lose(new Loss(LossKind.Hint, name, why));

    /// <summary>Notes what a conversation can only say in its own format.</summary>
    public void LoseBound(Conversation conversation)
    {
        foreach (var bound in conversation.Bound)
        {
            Lose(new Loss(bound.Loss, bound.Name, bound.Why) { Error = bound.Error });
        }
    }

    /// <summary>Notes that calls may come at once where one at a time was asked for. Where one tool is offered that changes little.</summary>
    public void LoseSingleCalls(Conversation conversation, string why) =>
        Lose(new Loss(conversation.Tools.Count > 1 ? LossKind.Parameter : LossKind.Hint, "parallel_tool_calls", why));

    private void Lose(Loss loss)
    {
        _losses ??= [];
        if (!_losses.Contains(loss))
        {
            _losses.Add(loss);
        }
    }
}
