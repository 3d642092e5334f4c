using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Policies;
using static Fairlead.Gateway.Tests.Simulation.Policies.Choosers;

namespace Fairlead.Gateway.Tests.Simulation.Policies;

public sealed class BaselineHealthTests
{
    private readonly PolicyContext _context = Context(2);
    private readonly BaselineHealth _health;

    public BaselineHealthTests() => _health = new BaselineHealth(_context);

    [Fact]
    public void Failed_RateLimited_RestsForTheRetryAfter()
    {
        _health.Failed(0, Failure(FailureKind.RateLimited, 0.01) with { RetryAfter = TimeSpan.FromSeconds(20) }, hasAlternative: true);

        Assert.True(_health.Rests(0, TimeSpan.FromSeconds(19).Ticks));
        Assert.False(_health.Rests(0, TimeSpan.FromSeconds(20).Ticks));
        Assert.Null(_health.RestsTillRecovery(0));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void Failed_InARow_RestsAtTheFifth(int failures, bool rests)
    {
        for (var i = 0; i < failures; i++)
        {
            _health.Failed(0, Failure(FailureKind.ServerError, 0.1), hasAlternative: true);
        }

        Assert.Equal(rests, _health.Rests(0, 0));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Succeeded_DuringARest_EndsItOnlyWhenTheCallBeganInIt(bool inSpiteOfRest, bool rests)
    {
        _health.Failed(0, Failure(FailureKind.RateLimited, 0.01), hasAlternative: true);

        _health.Succeeded(0, inSpiteOfRest);

        Assert.Equal(rests, _health.Rests(0, 0));
    }

    [Fact]
    public void Failed_TheCallersFault_CountsForNobody()
    {
        for (var i = 0; i < 20; i++)
        {
            _health.Failed(0, Failure(FailureKind.BadRequest, 0.1), hasAlternative: true);
        }

        Assert.False(_health.Rests(0, 0));
    }
}
