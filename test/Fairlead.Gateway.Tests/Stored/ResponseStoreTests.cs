using System.Text;
using Fairlead.Gateway.Stored;
using Fairlead.TestKit.Time;

namespace Fairlead.Gateway.Tests.Stored;

public sealed class ResponseStoreTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ResponseStore _store;
    private long _maxBytes = 10_000;

    public ResponseStoreTests() => _store = new ResponseStore(() => (_maxBytes, TimeSpan.FromHours(1)), _clock);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Answer_OfOneCaller_IsUnknownToAnother()
    {
        Keep("a", "resp_1");

        Assert.NotNull(_store.Find("a", "resp_1"));
        Assert.NotNull(_store.FindItem("a", "resp_1_item"));
        Assert.Null(_store.Find("b", "resp_1"));
        Assert.Null(_store.FindItem("b", "resp_1_item"));
        Assert.False(_store.Delete("b", "resp_1"));
    }

    [Fact]
    public void Answer_NotUsedForItsTime_IsGoneWithItsItems()
    {
        Keep("a", "resp_1");
        _clock.Advance(TimeSpan.FromMinutes(50));
        Assert.NotNull(_store.FindItem("a", "resp_1_item"));
        _clock.Advance(TimeSpan.FromMinutes(50));
        Assert.NotNull(_store.Find("a", "resp_1"));
        _clock.Advance(TimeSpan.FromMinutes(62));

        Assert.Null(_store.Find("a", "resp_1"));
        Assert.Null(_store.FindItem("a", "resp_1_item"));
        Assert.True(_store.IsEmpty);
    }

    [Fact]
    public void Store_WhenFull_LosesWhatIsLongestUnused()
    {
        Keep("a", "resp_1", bytes: 4_000);
        Keep("a", "resp_2", bytes: 4_000);
        Assert.NotNull(_store.Find("a", "resp_1"));
        Keep("a", "resp_3", bytes: 4_000);

        Assert.NotNull(_store.Find("a", "resp_1"));
        Assert.Null(_store.Find("a", "resp_2"));
        Assert.NotNull(_store.Find("a", "resp_3"));
        Assert.InRange(_store.Bytes, 8_000, _maxBytes);
    }

    [Fact]
    public void Store_OfAnAnswerLargerThanItself_KeepsWhatItHas()
    {
        Keep("a", "resp_1");
        Keep("a", "resp_2", bytes: 10_000);

        Assert.NotNull(_store.Find("a", "resp_1"));
        Assert.Null(_store.Find("a", "resp_2"));
    }

    [Fact]
    public void Store_WhoseBoundIsLowered_ShrinksBySweeping()
    {
        Keep("a", "resp_1");
        _maxBytes = 0;
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.True(_store.IsEmpty);
        Assert.False(_store.HasRoomFor(1));
    }

    [Fact]
    public void Answer_WhoseBeginningIsGone_IsUnknown()
    {
        var first = Keep("a", "resp_1");
        var second = Keep("a", "resp_2", first);
        Keep("a", "resp_3", second);
        Assert.NotNull(_store.Find("a", "resp_3"));

        Assert.True(_store.Delete("a", "resp_1"));

        Assert.Null(_store.Find("a", "resp_3"));
        Assert.True(first.Input.IsEmpty);
    }

    [Fact]
    public void Answer_ByTheSameId_TakesItsPlace()
    {
        Keep("a", "resp_1");
        var second = Keep("a", "resp_1", bytes: 50);

        Assert.Same(second, _store.Find("a", "resp_1"));
        Assert.Equal(second.Size, _store.Bytes);
    }

    [Fact]
    public void Use_OfAConversation_KeepsItsBeginning()
    {
        var first = Keep("a", "resp_1", bytes: 3_000);
        Keep("a", "resp_2", bytes: 3_000);
        Keep("a", "resp_3", first, bytes: 2_000);
        Assert.NotNull(_store.Find("a", "resp_3"));
        Keep("a", "resp_4", bytes: 3_000);

        Assert.NotNull(_store.Find("a", "resp_3"));
        Assert.Null(_store.Find("a", "resp_2"));
    }

    [Fact]
    public void Holds_OfAConversationWhoseBeginningWent_IsFalse()
    {
        var first = Keep("a", "resp_1");
        var second = Keep("a", "resp_2", first);
        Assert.True(_store.Holds(second));
        _store.Delete("a", "resp_1");

        Assert.False(_store.Holds(second));
        Assert.False(_store.Holds(first));
    }

    private StoredAnswer Keep(string caller, string id, StoredAnswer? previous = null, int bytes = 100)
    {
        var answer = new StoredAnswer(caller, id, previous, Encoding.UTF8.GetBytes("\"hi\""), new byte[bytes], [new StoredItem(id + "_item", new byte[] { 1 })]);
        _store.Keep(answer);
        return answer;
    }
}
