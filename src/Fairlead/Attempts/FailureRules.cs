namespace Fairlead.Attempts;

/// <summary>Who else may answer after a failure.</summary>
internal enum Remedy
{
    /// <summary>Nobody: the caller is gone.</summary>
    Nobody,

    /// <summary>Another model only: every deployment of this one would refuse the same.</summary>
    OtherModel,

    /// <summary>Another deployment: this one cannot.</summary>
    OtherDeployment,

    /// <summary>Another deployment, or this one in a while.</summary>
    Anybody,
}

/// <summary>What a failure says of the deployment's health.</summary>
internal enum Blame
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It counts: enough of them and the deployment rests.</summary>
    Counts,

    /// <summary>The deployment rests at once, if somebody else can answer.</summary>
    RestsIfOthers,

    /// <summary>The deployment rests at once.</summary>
    Rests,
}

/// <summary>What follows from a kind of failure.</summary>
/// <param name="Remedy">Who else may answer.</param>
/// <param name="Blame">What it says of the deployment.</param>
/// <param name="FallbackFirst">A fallback group is better than a wait for the same deployment.</param>
/// <param name="Status">The HTTP status for the client where the upstream gave none.</param>
/// <param name="Usefulness">Among several failures the most useful one is told: what the caller can mend first, then what passes, then what the operator must mend.</param>
internal readonly record struct FailureRule(Remedy Remedy, Blame Blame, bool FallbackFirst, int Status, int Usefulness);

/// <summary>The one table of what follows from each <see cref="FailureKind"/>. Statuses and cooldown causes are LiteLLM's but where said.</summary>
internal static class FailureRules
{
    private static readonly FailureRule[] Table = Build();

    public static ref readonly FailureRule Of(FailureKind kind) => ref Table[(int)kind];

    private static FailureRule[] Build()
    {
        var table = new FailureRule[Enum.GetValues<FailureKind>().Length];
        table[(int)FailureKind.None] = new(Remedy.Nobody, Blame.None, false, 200, 0);

        table[(int)FailureKind.BadRequest] = new(Remedy.OtherModel, Blame.None, false, 400, 5);
        table[(int)FailureKind.ContextWindow] = new(Remedy.OtherModel, Blame.None, false, 400, 5);
        table[(int)FailureKind.ContentPolicy] = new(Remedy.OtherModel, Blame.None, false, 400, 5);

        // A wait in place of a fallback that exists would be time lost: the quota or the hang is likely still there.
        table[(int)FailureKind.RateLimited] = new(Remedy.Anybody, Blame.RestsIfOthers, true, 429, 4);
        table[(int)FailureKind.Timeout] = new(Remedy.Anybody, Blame.Counts, true, 408, 3);

        table[(int)FailureKind.Conflict] = new(Remedy.Anybody, Blame.None, false, 409, 3);
        table[(int)FailureKind.ServerError] = new(Remedy.Anybody, Blame.Counts, false, 500, 3);
        table[(int)FailureKind.Unavailable] = new(Remedy.Anybody, Blame.Counts, false, 503, 3);

        // LiteLLM never rests a deployment that cannot be connected to; a host that is down is the first that should.
        table[(int)FailureKind.Connection] = new(Remedy.Anybody, Blame.Counts, false, 500, 3);
        table[(int)FailureKind.MalformedResponse] = new(Remedy.Anybody, Blame.Counts, false, 502, 3);
        table[(int)FailureKind.EmptyAnswer] = new(Remedy.Anybody, Blame.Counts, false, 502, 3);
        table[(int)FailureKind.StreamBroken] = new(Remedy.Anybody, Blame.Counts, false, 503, 3);

        // Not mended by trying again, but another deployment has another key, or the model.
        table[(int)FailureKind.Authentication] = new(Remedy.OtherDeployment, Blame.Rests, false, 401, 2);
        table[(int)FailureKind.PermissionDenied] = new(Remedy.OtherDeployment, Blame.None, false, 403, 2);
        table[(int)FailureKind.NotFound] = new(Remedy.OtherDeployment, Blame.Rests, false, 404, 2);
        table[(int)FailureKind.QuotaExhausted] = new(Remedy.OtherDeployment, Blame.Rests, false, 429, 2);
        table[(int)FailureKind.Unsupported] = new(Remedy.OtherDeployment, Blame.None, false, 501, 2);

        // 499: nginx's status for a client that went away; nobody is left to read it.
        table[(int)FailureKind.Cancelled] = new(Remedy.Nobody, Blame.None, false, 499, 1);

        // The other attempt's answer is the client's; nobody is told of this one.
        table[(int)FailureKind.Lost] = new(Remedy.Nobody, Blame.None, false, 499, 0);
        return table;
    }
}
