namespace Fairlead.Providers.Credentials;

/// <summary>A credential, or why there is none.</summary>
/// <param name="Value">The credential; null where there is none.</param>
/// <param name="Problem">Why, for the operator; null where there is one, and where a place simply holds none.</param>
internal readonly record struct Found<T>(T? Value, string? Problem)
    where T : class
{
    /// <summary>Neither a credential nor a reason: this place holds none.</summary>
    public static Found<T> Nothing => default;

    public static Found<T> Of(T? value) => new(value, null);

    public static Found<T> Failed(string problem) => new(null, problem);
}
