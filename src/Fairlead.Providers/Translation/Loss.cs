namespace Fairlead.Providers.Translation;

/// <summary>How grave it is that a format has no place for something.</summary>
internal enum LossKind
{
    /// <summary>A parameter that was asked for has no effect: refused, told or passed over, as the configuration says.</summary>
    Parameter,

    /// <summary>Part of the prompt itself cannot be sent: always refused.</summary>
    Content,

    /// <summary>A hint that changes little (how closely to look at a picture): noted in the fidelity table only.</summary>
    Hint,
}

/// <summary>Something a format has no place for.</summary>
/// <param name="Kind">How grave it is.</param>
/// <param name="Name">The parameter's name in the client's format, or what it is.</param>
/// <param name="Why">What the target lacks, for people.</param>
internal readonly record struct Loss(LossKind Kind, string Name, string Why)
{
    /// <summary>What its refusal says where the client's format has words of its own for it; null for the usual.</summary>
    public AnswerError? Error { get; init; }

    /// <summary>The first that forbids to send: part of the prompt, or a parameter where none may be lost.</summary>
    /// <param name="losses">What has no place.</param>
    /// <param name="dropParameters">Parameters may be lost.</param>
    public static Loss? Refusal(IReadOnlyList<Loss> losses, bool dropParameters)
    {
        foreach (var loss in losses)
        {
            if (loss.Kind == LossKind.Content || loss.Kind == LossKind.Parameter && !dropParameters)
            {
                return loss;
            }
        }

        return null;
    }
}
