using Fairlead.State;

namespace Fairlead.Tests.State;

/// <summary>What a provider's cache made of prompts, in numbers.</summary>
public sealed class CacheMemoryTests
{
    private const double HalfLife = 1000;

    private readonly CacheMemory _memory = new();

    private static CacheReading Read(int cached, CacheAge age = CacheAge.Fresh, double before = 0.8, int written = 0) =>
        new() { Input = 1000, Cached = cached, Written = written, ReadBefore = age == CacheAge.Unread ? 0 : before, Age = age };

    private double Hit(CacheAge age) => Math.Round(_memory.Hit(age), 9);

    [Fact]
    public void BeforeAnyAnswer_WhatWasReadJustNowIsTakenToBeThere()
    {
        Assert.Equal((1, 0.5, 0, 0), (Hit(CacheAge.Fresh), Hit(CacheAge.Hour), Hit(CacheAge.Old), Hit(CacheAge.Unread)));
        var view = _memory.View(0, HalfLife);
        Assert.Equal((1, 0.5, 0, 0, double.NaN), (view.Fresh, view.Hour, view.Old, view.Unread, view.Written));
    }

    [Theory]
    [InlineData(800, 0.8, 0, 1)]
    [InlineData(400, 0.8, 1, 0.5)]
    [InlineData(900, 0.8, 2, 1)]
    [InlineData(300, 0.8, 3, 0.3)]
    [InlineData(0, 0.8, 0, 0)]
    public void Hit_IsOfWhatWasReadBefore_ElseOfTheWhole(int cached, double before, int age, double hit) =>
        Assert.Equal(hit, Read(cached, (CacheAge)age, before).Hit, 1e-9);

    [Fact]
    public void Answers_AreWeighedAgainstWhatIsTakenForGranted_EachAgeByItself()
    {
        _memory.Learn(Read(0), 0, HalfLife);
        _memory.Learn(Read(400), 0, HalfLife);
        _memory.Learn(Read(800, CacheAge.Hour), 0, HalfLife);

        // Two answers' worth of the prior beside 0 and 1/2; beside 1.
        Assert.Equal(Math.Round((2 + 0.5) / 4, 9), Hit(CacheAge.Fresh));
        Assert.Equal(Math.Round((1 + 1) / 3.0, 9), Hit(CacheAge.Hour));
        Assert.Equal(0, Hit(CacheAge.Old));
    }

    [Fact]
    public void Evidence_Fades_AndTheBenefitOfTheDoubtComesBack()
    {
        for (var i = 0; i < 200; i++)
        {
            _memory.Learn(Read(0), 0, HalfLife);
        }

        // Sixty-four answers are remembered.
        Assert.Equal(Math.Round(2 / 66.0, 9), Hit(CacheAge.Fresh));
        Assert.Equal(2 / 34.0, _memory.View(1000, HalfLife).Fresh, 1e-9);
        Assert.Equal(2 / 4.0, _memory.View(5000, HalfLife).Fresh, 1e-9);
    }

    [Fact]
    public void Written_IsTheShareOfWhatWasNotThere()
    {
        _memory.Learn(Read(600, written: 300), 0, HalfLife);
        Assert.Equal(300 / 400.0, _memory.View(0, HalfLife).Written, 1e-9);

        // The first counts 63/64 by the second, of which all that was not there was written.
        _memory.Learn(Read(900, written: 500), 0, HalfLife);
        var kept = 63 / 64.0;
        Assert.Equal(((300 * kept) + 100) / ((400 * kept) + 100), _memory.View(0, HalfLife).Written, 1e-9);
    }
}
