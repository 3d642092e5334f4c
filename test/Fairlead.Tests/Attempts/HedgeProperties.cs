using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Attempts;

/// <summary>What holds of hedged requests, in whatever order their attempts end.</summary>
public sealed class HedgeProperties
{
    private const double Share = 0.3;

    private static readonly FailureKind[] Kinds = [.. Enum.GetValues<FailureKind>().Where(kind => kind is not (FailureKind.None or FailureKind.Lost))];

    [Fact]
    public void AnyInterleaving_KeepsTheRules() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Check((ulong)seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static void Check(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var clock = new FakeTimeProvider();
        var router = RandomConfig(random).Router(clock, random);
        var under = new List<Request>();
        var (requests, hedges) = (0, 0);
        for (var i = 0; i < 150; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(400)));
            if (under.Count == 0 || (under.Count < 6 && random.Next(3) == 0))
            {
                requests++;
                under.Add(new Request(router, random, clock));
            }

            var request = under[random.Next(under.Count)];
            if (request.Step(router))
            {
                hedges += request.Hedges;
                under.Remove(request);
            }

            Assert.Equal(under.Sum(static r => r.Live), router.Model.Deployments.Sum(static d => d.State.InFlight));
            Assert.True(hedges + under.Sum(static r => r.Hedges) <= requests * Share, $"{hedges} hedges of {requests} requests");
        }

        under.ForEach(static request => request.Leave());
        Assert.All(router.Model.Deployments, d => Assert.Equal(0, d.State.InFlight));
    }

    private static RouterConfig RandomConfig(RandomSource random)
    {
        var list = new List<DeploymentConfig>();
        for (var i = 0; i < 3 + random.Next(6); i++)
        {
            list.Add(Given.Deployment($"g{(i < 2 ? i : random.Next(2))}", $"d{i}", with: p => p with
            {
                Order = random.Next(3) == 0 ? random.Next(2) : null,
                ApiBase = $"https://host{random.Next(2)}",
                MaxParallelRequests = random.Next(4) == 0 ? 1 + random.Next(3) : null,
            }));
        }

        return Given.Config([.. list]).Fallback("g0", "g1").With(r => r with
        {
            Hedging = new HedgingSettings { Enabled = true, MaxShare = Share, Quantile = 0.5 },
            RoutingStrategy = StrategyNames.All[random.Next(StrategyNames.All.Count)],
        });
    }

    /// <summary>One request, driven a step at a time in a random way.</summary>
    private sealed class Request
    {
        private readonly RandomSource _random;
        private readonly FakeTimeProvider _clock;
        private readonly RouteSession _session;
        private readonly List<RouteAttempt> _live = [];
        private readonly HashSet<(string, string)> _tried = [];
        private readonly HashSet<string> _doubted = [];
        private bool _mayRepeat;

        public Request(Router router, RandomSource random, FakeTimeProvider clock)
        {
            (_random, _clock) = (random, clock);
            _session = router.Begin(new RouteRequest("g0") { Stream = random.Next(2) == 0 });
        }

        public int Live => _live.Count;

        /// <summary>Those that are in the budget: beside a probe, or whoever is suspected, there is one without.</summary>
        public int Hedges => _session.AttemptedHedges - _session.StandIns;

        /// <summary>True when it is over.</summary>
        public bool Step(Router router)
        {
            if (_live.Count == 0)
            {
                return !Take(_session.TryNext(out var attempt), attempt, isHedge: false) && Leave();
            }

            switch (_random.Next(4))
            {
                case 0 when _live.Count == 1:
                    var others = _live[0].Deployment;
                    if (Take(_session.TryHedge(out var hedge), hedge, isHedge: true))
                    {
                        Assert.NotSame(others, hedge.Deployment);
                    }

                    return false;
                case 1 when _random.Next(5) == 0:
                    return Leave();
                default:
                    return End(router, _random.Next(_live.Count));
            }
        }

        public bool Leave()
        {
            _live.Clear();
            _session.Dispose();
            return true;
        }

        private bool Take(bool found, RouteAttempt attempt, bool isHedge)
        {
            if (found)
            {
                Assert.Equal(isHedge, attempt.IsHedge);
                Assert.True(_tried.Add((attempt.ModelGroup, attempt.Deployment.Id)) || (_mayRepeat && !isHedge), "the same deployment twice without cause");
                _live.Add(attempt);
                if (!ProbePatience.IsWell(attempt.Deployment.State))
                {
                    _doubted.Add(attempt.Deployment.Id);
                }
            }

            return found;
        }

        private bool End(Router router, int which)
        {
            var attempt = _live[which];
            _live.RemoveAt(which);
            if (_random.Next(2) == 0)
            {
                var wins = _random.Next(2) == 0;
                if (wins)
                {
                    LoseOthers(router);
                }

                Assert.Equal(NextAction.Done, _session.Report(attempt, Given.Ok(firstToken: 0.1)).Action);
                LoseOthers(router);
                return Leave();
            }

            var kind = Kinds[_random.Next(Kinds.Length)];
            var step = _session.Report(attempt, Given.Fail(kind));
            if (_live.Count > 0 && kind != FailureKind.Cancelled)
            {
                Assert.Equal(NextAction.Wait, step.Action);
                return false;
            }

            _mayRepeat |= step.Action == NextAction.Retry;
            _clock.Advance(step.Delay);
            return step.Action == NextAction.GiveUp && Leave();
        }

        private void LoseOthers(Router router)
        {
            foreach (var other in _live)
            {
                var before = router.Snapshot().Deployments.Single(d => d.Id == other.Deployment.Id);
                _session.Report(other, new AttemptReport { Failure = FailureKind.Lost, Duration = TimeSpan.FromSeconds(_random.Next(5)) });
                var after = router.Snapshot().Deployments.Single(d => d.Id == other.Deployment.Id);

                // A probe that lost is to say something.
                if (!_doubted.Contains(other.Deployment.Id))
                {
                    Assert.Equal(before.FailureShare, after.FailureShare, 1e-9);
                    Assert.Equal(before.Cooldown, after.Cooldown);
                }
            }

            _live.Clear();
        }
    }
}
