using Fairlead.Selection;

namespace Fairlead.Tests.Selection;

/// <summary>Of two reasons why nobody is left, that is told which the caller can do more about.</summary>
public sealed class MoreTellingTests
{
    [Theory]
    [InlineData(null, "team", "team")]
    [InlineData("team", "access", "access")]
    [InlineData("access", "team", "access")]
    [InlineData("paused", "tags", "tags")]
    [InlineData("tags", "paused", "tags")]
    [InlineData("tags", "blocked", "tags")]
    [InlineData("blocked", "tags", "blocked")]
    public void Reason_IsTheOneWorthMore_OfEqualsTheFirst(string? first, string second, string told) =>
        Assert.Equal(told, Candidates.MoreTelling(first, second));
}
