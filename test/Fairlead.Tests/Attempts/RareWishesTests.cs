using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.PreRouting;

namespace Fairlead.Tests.Attempts;

/// <summary>Wishes that few requests have take memory only where they are set, and stand beside each other.</summary>
public sealed class RareWishesTests
{
    public static TheoryData<string, Func<RouteRequest, RouteRequest>> Unset => new()
    {
        { nameof(RouteRequest.StreamTimeout), r => r with { StreamTimeout = null } },
        { nameof(RouteRequest.Deadline), r => r with { Deadline = null } },
        { nameof(RouteRequest.Mock), r => r with { Mock = null } },
        { nameof(RouteRequest.ContextWindowFallbacks), r => r with { ContextWindowFallbacks = null } },
        { nameof(RouteRequest.ContentPolicyFallbacks), r => r with { ContentPolicyFallbacks = null } },
        { nameof(RouteRequest.Priority), r => r with { Priority = null } },
        { nameof(RouteRequest.Affinity), r => r with { Affinity = null } },
        { nameof(RouteRequest.Credentials), r => r with { Credentials = null } },
        { nameof(RouteRequest.PreRoute), r => r with { PreRoute = null } },
        { nameof(RouteRequest.SpecificDeployment), r => r with { SpecificDeployment = false } },
        { nameof(RouteRequest.Provider), r => r with { Provider = null } },
        { nameof(RouteRequest.IsMirror), r => r with { IsMirror = false } },
    };

    [Theory]
    [MemberData(nameof(Unset))]
    public void Unset_OnAPlainRequest_IsThePlainRequest(string name, Func<RouteRequest, RouteRequest> unset) =>
        Assert.True(new RouteRequest("m") == unset(new RouteRequest("m")), name);

    [Theory]
    [MemberData(nameof(Unset))]
    public void Unset_BesideOthers_LeavesThem(string name, Func<RouteRequest, RouteRequest> unset)
    {
        var request = unset(new RouteRequest("m")
        {
            StreamTimeout = TimeSpan.FromSeconds(1),
            Deadline = TimeSpan.FromSeconds(2),
            Mock = new RequestMock(),
            ContextWindowFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>>(),
            ContentPolicyFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>>(),
            Priority = 3,
            Affinity = new RequestAffinity(),
            Credentials = new ClientCredentials(),
            PreRoute = new PreRoute("auto", "m", "rules", null, null),
            SpecificDeployment = true,
            Provider = "openai",
            IsMirror = true,
        });

        Assert.Equal(
            [name],
            new Dictionary<string, bool>
            {
                [nameof(RouteRequest.StreamTimeout)] = request.StreamTimeout is not null,
                [nameof(RouteRequest.Deadline)] = request.Deadline is not null,
                [nameof(RouteRequest.Mock)] = request.Mock is not null,
                [nameof(RouteRequest.ContextWindowFallbacks)] = request.ContextWindowFallbacks is not null,
                [nameof(RouteRequest.ContentPolicyFallbacks)] = request.ContentPolicyFallbacks is not null,
                [nameof(RouteRequest.Priority)] = request.Priority is not null,
                [nameof(RouteRequest.Affinity)] = request.Affinity is not null,
                [nameof(RouteRequest.Credentials)] = request.Credentials is not null,
                [nameof(RouteRequest.PreRoute)] = request.PreRoute is not null,
                [nameof(RouteRequest.SpecificDeployment)] = request.SpecificDeployment,
                [nameof(RouteRequest.Provider)] = request.Provider is not null,
                [nameof(RouteRequest.IsMirror)] = request.IsMirror,
            }.Where(set => !set.Value).Select(set => set.Key));
    }

    [Fact]
    public void Plain_IsWhoAsksForNothingButRoom()
    {
        Assert.True(new RouteRequest("m") { Stream = true, InputTokens = 9, MaxOutputTokens = 3, Trace = true }.IsPlain);
        Assert.True(new RouteRequest("m") { Priority = 3 }.IsPlain);
        Assert.True((new RouteRequest("m") { IsMirror = true } with { IsMirror = false }).IsPlain);
        Assert.False(new RouteRequest("m") { Tags = ["x"] }.IsPlain);
        Assert.False(new RouteRequest("m") { Priority = 3, IsMirror = true }.IsPlain);
        Assert.False(new RouteRequest("m") { Timeout = TimeSpan.FromSeconds(1) }.IsPlain);
        Assert.False(new RouteRequest("m") { Caller = new RouteCaller { Key = "k", Team = "t" } }.IsPlain);

        // How long it may wait and in whose turn does not say where there is room.
        Assert.True(new RouteRequest("m") { Deadline = TimeSpan.FromSeconds(1), Caller = new RouteCaller { Key = "k" } }.IsPlain);
    }
}
