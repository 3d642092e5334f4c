using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

public sealed class SuggestTests
{
    private static readonly string[] Keys = ["routing_strategy", "routing_strategy_args", "model", "api_base", "api_key", "rpm", "tpm", "timeout"];

    [Theory]
    [InlineData("routing_stategy", "routing_strategy")]
    [InlineData("Routing-Strategy", "routing_strategy")]
    [InlineData("modle", "model")]
    [InlineData("api_bas", "api_base")]
    [InlineData("apikey", "api_key")]
    [InlineData("rmp", "rpm")]
    public void Closest_SlipOfThePen_IsFound(string word, string expected) => Assert.Equal(expected, Suggest.Closest(word, Keys));

    [Theory]
    [InlineData("model")]
    [InlineData("temperature")]
    [InlineData("")]
    [InlineData("x")]
    public void Closest_KnownOrFarWord_IsNoGuess(string word) => Assert.Null(Suggest.Closest(word, Keys));

    [Fact]
    public void Closest_TwoAtTheSameDistance_TakesTheFirst() => Assert.Equal("rpm", Suggest.Closest("xpm", ["rpm", "tpm"]));

    [Fact]
    public void Closest_LaterButCloser_Wins() => Assert.Equal("abcdefgh", Suggest.Closest("abcdefgx", ["abcdefyz", "abcdefgh"]));

    [Fact]
    public void DidYouMean_Guess_IsAQuestion() => Assert.Equal("did you mean 'model'?", Suggest.DidYouMean("modle", Keys));
}
