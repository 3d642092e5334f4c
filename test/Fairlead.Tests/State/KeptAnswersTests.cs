using Fairlead.Attempts;
using Fairlead.Costs;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

/// <summary>When answers are put down to be learnt from together, and who hears of them when.</summary>
public sealed class KeptAnswersTests
{
    private const int Member = 3;
    private const long Thick = 100;

    /// <summary>Answers before the first is put down: one that has none before it, and as many quick ones as make them thick.</summary>
    private const int Before = 65;

    private const int Batch = 8;

    private static readonly LearningRate Rate = new(HalfLife: 1e9, Window: 1_000_000_000, Thick);

    private readonly DeploymentState _state = new();
    private readonly Heard _heard = new();
    private long _now = 1000;
    private int _tokens;

    [Fact]
    public void Answers_NoFurtherApart_ArePutDownAndHeardOfEightAtATime()
    {
        Assert.All(Enumerable.Range(0, Before), _ => Assert.False(Keep()));
        Assert.All(Enumerable.Range(0, Batch - 1), _ => Assert.True(Keep()));
        Assert.Empty(_heard.Batches);

        Assert.True(Keep());

        var (member, tokens) = Assert.Single(_heard.Batches);
        Assert.Equal(Member, member);
        Assert.Equal(Enumerable.Range(Before + 1, Batch), tokens);
        Assert.True(Keep());
        Assert.Single(_heard.Batches);
    }

    [Theory]
    [InlineData(Thick + 1)]
    [InlineData(0)]
    public void AnswerFurtherApart_OrAtNoTimeAtAll_IsCountedAtOnceAfterThoseThatLieThere(long gap)
    {
        Warm(kept: 3);

        Assert.False(Keep(gap));

        Assert.Equal([Before + 1, Before + 2, Before + 3], Assert.Single(_heard.Batches).Tokens);
        Assert.All(Enumerable.Range(0, Before - 1), _ => Assert.False(Keep()));
        Assert.True(Keep());
    }

    [Fact]
    public void AnswerForAnother_IsNotPutDownBesideThem()
    {
        Warm(kept: 2);
        Assert.False(Keep(member: Member + 1));
        Assert.Equal((Member, 2), (_heard.Batches[0].Member, _heard.Batches[0].Tokens.Length));

        Assert.True(Keep(member: Member + 1));
        var other = new Heard();
        Assert.False(Keep(strategy: other));
        Assert.Equal((Member + 1, 1), (_heard.Batches[1].Member, _heard.Batches[1].Tokens.Length));

        Assert.True(Keep(strategy: other));
        Assert.False(Keep(strategy: other, rate: Rate with { HalfLife = 2e9 }));
        Assert.Equal((Member, 1), (other.Batches[0].Member, other.Batches[0].Tokens.Length));
    }

    [Fact]
    public void StrategyThatHearsOneByOne_HasNothingPutDown()
    {
        Warm(kept: 0);

        Assert.False(Keep(strategy: new Heard(inBatches: false)));
        Assert.True(Keep());
    }

    [Fact]
    public void Reader_LearnsFromWhatLiesThere_AndTheStrategyHearsOfItStill()
    {
        Warm(kept: 3);
        Assert.Equal(3, _state.Read(_now, Rate.HalfLife).Totals.Answered);
        Assert.Empty(_heard.Batches);

        for (var i = 3; i < Batch; i++)
        {
            Keep();
        }

        Assert.Equal(Batch, _state.Read(_now, Rate.HalfLife).Totals.Answered);
        Assert.Equal(Batch, Assert.Single(_heard.Batches).Tokens.Length);
        Keep();
        Assert.Equal(Batch + 1, _state.Read(_now, Rate.HalfLife).Totals.Answered);
    }

    [Fact]
    public void EndOfARest_LearnsFromWhatLiesThereBeforeItForgets()
    {
        Warm(kept: 3);
        _state.RestUntil(_now + 1, FailureKind.Connection);
        Assert.True(_state.EndRest(_state.Rest, _now));

        Assert.Equal(0, _state.CountFailure(_now, Rate).Successes);
    }

    private void Warm(int kept)
    {
        for (var i = 0; i < Before + kept; i++)
        {
            Keep();
        }
    }

    private bool Keep(long gap = Thick, int member = Member, SelectionStrategy? strategy = null, LearningRate? rate = null)
    {
        _now += gap;
        return _state.TryKeep(Given.Ok(1, tokens: ++_tokens), default(TokenPrice), _now, rate ?? Rate, default, strategy ?? _heard, member);
    }

    private sealed class Heard(bool inBatches = true) : SelectionStrategy
    {
        public List<(int Member, int[] Tokens)> Batches { get; } = [];

        public override string Name => "heard";

        public override bool LearnsInBatches => inBatches;

        public override int Pick(ref Candidates candidates) => -1;

        public override void Observe(int member, ReadOnlySpan<Answer> answers, long now) =>
            Batches.Add((member, Array.ConvertAll(answers.ToArray(), static answer => answer.OutputTokens)));

        public override void Shares(ref Candidates candidates, Span<double> shares) => shares.Clear();
    }
}
