using System.Reflection;
using Fairlead.TestKit.Golden;

namespace Fairlead.Tests.Architecture;

/// <summary>
/// What the packages offer, against the committed text. A change that is meant is written with <c>UPDATE_SNAPSHOTS=1</c> and reviewed in the diff;
/// one that removes or changes a line breaks somebody's program.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Fairlead")]
    [InlineData("Fairlead.Providers")]
    [InlineData("Fairlead.Gateway")]
    public void Assembly_Offers_WhatIsWrittenDown(string assembly) =>
        GoldenFile.Matches(PublicApi.Of(Assembly.Load(assembly)), $"PublicApi/{assembly}.txt");
}
