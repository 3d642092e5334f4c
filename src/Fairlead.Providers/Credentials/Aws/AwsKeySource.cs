namespace Fairlead.Providers.Credentials.Aws;

/// <summary>A place that AWS keys come from. Thread-safe.</summary>
internal abstract class AwsKeySource
{
    /// <summary>Gets them anew.</summary>
    public abstract ValueTask<AwsKeysFound> GetAsync(CancellationToken cancellationToken);

    /// <summary>Keys that were written down, and are looked up anew each time.</summary>
    public static AwsKeySource From(Func<AwsKeysFound> find) => new Written(find);

    /// <summary>The first of several places that has any.</summary>
    public static AwsKeySource FirstOf(params AwsKeySource[] places) => new Chain(places);

    private sealed class Written(Func<AwsKeysFound> find) : AwsKeySource
    {
        public override ValueTask<AwsKeysFound> GetAsync(CancellationToken cancellationToken) => new(find());
    }

    private sealed class Chain(AwsKeySource[] places) : AwsKeySource
    {
        public override async ValueTask<AwsKeysFound> GetAsync(CancellationToken cancellationToken)
        {
            foreach (var place in places)
            {
                var found = await place.GetAsync(cancellationToken).ConfigureAwait(false);
                if (found != AwsKeysFound.Nothing)
                {
                    return found;
                }
            }

            return AwsKeysFound.Nothing;
        }
    }
}
