using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fairlead.State;

/// <content>What is taken of a minute: requests and tokens, counted where a strategy or a limit asks for it.</content>
internal sealed partial class DeploymentState
{
    /// <summary>Requests begun in a minute.</summary>
    public long RequestsIn(long minute) => _hot.Requests.In(minute);

    /// <summary>Tokens of a minute: those reported, and those reserved for calls under way.</summary>
    public long TokensIn(long minute) => _hot.Tokens.In(minute);

    /// <summary>The requests and the tokens, each with the minute they belong to, as they stand side by side.</summary>
    public Vector128<long> Minutes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MinuteCount.Two(ref _hot.Requests);
    }

    /// <summary>Input tokens of a minute, where they are counted apart.</summary>
    public ref MinuteCount InputTokens => ref _hot.InputTokens;

    /// <summary>Output tokens of a minute, where they are counted apart.</summary>
    public ref MinuteCount OutputTokens => ref _hot.OutputTokens;

    /// <summary>Counts a request and reserves its tokens, both or neither.</summary>
    public bool TryCount(long minute, long tokens, long mostRequests, long mostTokens)
    {
        if (!_hot.Requests.TryAdd(minute, 1, mostRequests))
        {
            return false;
        }

        if (_hot.Tokens.TryAdd(minute, tokens, mostTokens))
        {
            return true;
        }

        _hot.Requests.TakeBack(minute, 1);
        return false;
    }

    /// <summary>Takes a count back that another limit refused.</summary>
    public void TakeBack(long minute, long tokens)
    {
        _hot.Requests.TakeBack(minute, 1);
        _hot.Tokens.TakeBack(minute, tokens);
    }

    /// <summary>Counts tokens, whatever the limit: they are used.</summary>
    public void AddTokens(long minute, long tokens) => _hot.Tokens.Add(minute, tokens);

    /// <summary>Gives a reservation back, as long as its minute lasts.</summary>
    public void TakeBackTokens(long minute, long tokens) => _hot.Tokens.TakeBack(minute, tokens);
}
