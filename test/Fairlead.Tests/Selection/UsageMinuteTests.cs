using Fairlead.Attempts;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class UsageMinuteTests
{
    [Fact]
    public void MinuteIsOver_TheFirstRequestGoesByTheLast_TheNextByTheNewOne()
    {
        var clock = new FakeTimeProvider();
        var router = Given.Config(Given.Deployment("m", "fifty"), Given.Deployment("m", "twenty")).Strategy("usage-based-routing-v2").Router(clock);
        Use("fifty", 50);
        Use("twenty", 20);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["twenty"], router.Shares("m", 100).Keys);
        Assert.Equal(["twenty"], router.Run(new RouteRequest("m"), static _ => Given.Ok(tokens: 1)).Tried);
        Assert.Equal(["fifty"], router.Shares("m", 100).Keys);

        void Use(string id, int tokens) =>
            router.Run(new RouteRequest("m") { Blocked = [id == "fifty" ? "twenty" : "fifty"] }, _ => Given.Ok(tokens: tokens));
    }
}
