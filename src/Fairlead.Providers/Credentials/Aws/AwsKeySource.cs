namespace Fairlead.Providers.Credentials.Aws;

/// <summary>A place that AWS keys come from. Thread-safe.</summary>
internal abstract class AwsKeySource : CredentialSource<AwsKeys>
{
    /// <summary>Keys that were written down, and are looked up anew each time.</summary>
    public static AwsKeySource From(Func<Found<AwsKeys>> find) => new Written(find);

    /// <summary>The first of several places that has any.</summary>
    public static AwsKeySource FirstOf(params AwsKeySource[] places) => new Chain(places);

    private sealed class Written(Func<Found<AwsKeys>> find) : AwsKeySource
    {
        public override ValueTask<Found<AwsKeys>> GetAsync(CancellationToken cancellationToken) => new(find());
    }

    private sealed class Chain(AwsKeySource[] places) : AwsKeySource
    {
        public override async ValueTask<Found<AwsKeys>> GetAsync(CancellationToken cancellationToken)
        {
            foreach (var place in places)
            {
                var found = await place.GetAsync(cancellationToken).ConfigureAwait(false);
                if (found != Found<AwsKeys>.Nothing)
                {
                    return found;
                }
            }

            return Found<AwsKeys>.Nothing;
        }
    }
}
