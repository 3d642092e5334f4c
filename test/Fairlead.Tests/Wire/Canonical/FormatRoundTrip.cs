using System.Runtime.CompilerServices;
using System.Text;
using Fairlead.Providers.Translation;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Wire.Canonical;

/// <summary>What a format can hold comes back as it was; what is none of it is told, and nothing breaks on it.</summary>
public abstract class FormatRoundTrip
{
    private readonly Dialect _dialect;
    private readonly string _name;
    private readonly string _caller;

    /// <param name="dialect">The format.</param>
    /// <param name="name">What its golden files call it.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    private protected FormatRoundTrip(Dialect dialect, string name, [CallerFilePath] string caller = "") => (_dialect, _name, _caller) = (dialect, name, caller);

    /// <summary>Answers that the format can hold.</summary>
    private protected abstract Gen<Answer> Answers { get; }

    [Fact]
    public void Answer_WrittenAndRead_IsTheSame() =>
        Prop.ForAll(Answers.ToArbitrary(), answer =>
            Assert.Equal(CanonicalText.Of(answer), Shown(Translating.ReadAnswer(_dialect, Translating.WriteAnswer(_dialect, answer)))))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Stream_WrittenAndReadInAnyPieces_IsTheAnswer() =>
        Prop.ForAll(Gen.Zip(Answers, Gen.ListOf(Gen.Choose(0, 60))).ToArbitrary(), pair =>
        {
            var (answer, sizes) = pair;
            var read = Translating.ReadStream(_dialect, Translating.WriteStream(_dialect, answer), out var isWhole, [.. sizes]);
            Assert.True(isWhole);
            Assert.Equal(CanonicalText.Of(answer), Shown(read.Answer));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Answer_MadeWrong_IsReadOrRefused() =>
        MadeWrong.Each($"golden/answer.{_name}.json", json => Translating.ReadAnswer(_dialect, Encoding.UTF8.GetBytes(json)), _caller);

    /// <summary>Holds that requests come back as they were, and nothing of them is lost.</summary>
    private protected void ComeBack(Gen<Conversation> requests, string vendor, string model) =>
        Prop.ForAll(requests.ToArbitrary(), conversation =>
        {
            var bytes = Translating.Write(_dialect, conversation, vendor, model, out var losses);
            var back = Translating.Read(_dialect, Encoding.UTF8.GetString(bytes));
            Assert.Equal(CanonicalText.Of(conversation), CanonicalText.Of(back));
            Assert.Empty(losses);
        }).QuickCheckThrowOnFailure();

    /// <summary>An answer that was read, as a text to compare.</summary>
    private protected virtual string Shown(Answer read) => CanonicalText.Of(read);
}
