namespace Fairlead.Providers.Credentials.Aws;

/// <summary>Makes the source of a role's keys: its ARN, the session's name, what its owner wants to be told, and the keys that take it on.</summary>
internal delegate AwsKeySource RoleTaker(string arn, string? session, string? externalId, AwsKeySource own);

/// <summary>Keys of a profile: its own, or those of the role it names.</summary>
/// <param name="profiles">The files.</param>
/// <param name="name">The profile.</param>
/// <param name="isAsked">Somebody named it, so that it must be there.</param>
/// <param name="takeRole">Makes the source of a role's keys.</param>
/// <param name="ambience">The source that a profile's <c>credential_source</c> names; null where it is not known.</param>
/// <param name="signOn">Makes the source of a profile's keys from a person's sign-on.</param>
/// <param name="time">The clock.</param>
internal sealed class ProfileKeys(
    AwsProfiles profiles,
    string name,
    bool isAsked,
    RoleTaker takeRole,
    Func<string, AwsKeySource?> ambience,
    Func<string, IReadOnlyDictionary<string, string>, AwsKeySource> signOn,
    TimeProvider time) : AwsKeySource
{
    /// <summary>Longest chain of profiles that name one another.</summary>
    private const int MostProfiles = 5;

    public override ValueTask<Found<AwsKeys>> GetAsync(CancellationToken cancellationToken)
    {
        var found = SourceOf(name, MostProfiles, out var problem);
        return found is not null ? found.GetAsync(cancellationToken) : new(problem is null ? Found<AwsKeys>.Nothing : Found<AwsKeys>.Failed(problem));
    }

    private AwsKeySource? SourceOf(string profile, int left, out string? problem)
    {
        problem = null;
        if (profiles.Find(profile) is not { } settings)
        {
            problem = isAsked || profile != name ? $"there is no profile '{profile}' in the files of AWS's tools" : null;
            return null;
        }

        if (settings.TryGetValue("role_arn", out var role) && left > 0)
        {
            return OwnOf(profile, settings, left, out problem) is { } own
                ? takeRole(role, settings.GetValueOrDefault("role_session_name"), settings.GetValueOrDefault("external_id"), own)
                : null;
        }

        if (SsoKeys.IsNamedIn(settings))
        {
            return signOn(profile, settings);
        }

        if (AwsKeys.Of(settings.GetValueOrDefault("aws_access_key_id"), settings.GetValueOrDefault("aws_secret_access_key"), settings.GetValueOrDefault("aws_session_token")) is { } keys)
        {
            return From(() => Found<AwsKeys>.Of(keys));
        }

        if (settings.GetValueOrDefault("credential_process") is { Length: > 0 } command)
        {
            return new ProcessKeys(command, time);
        }

        problem = isAsked || profile != name ? $"the profile '{profile}' holds no keys, no role, no sign-on and no credential_process" : null;
        return null;
    }

    private AwsKeySource? OwnOf(string profile, IReadOnlyDictionary<string, string> settings, int left, out string? problem)
    {
        if (settings.TryGetValue("source_profile", out var other))
        {
            // A profile may name itself: its own keys then take its role on.
            return SourceOf(other, other == profile ? 0 : left - 1, out problem);
        }

        var source = settings.GetValueOrDefault("credential_source") is { } named ? ambience(named) : null;
        problem = source is null ? $"the profile '{profile}' names a role, but no source_profile or credential_source to take it on with" : null;
        return source;
    }
}
