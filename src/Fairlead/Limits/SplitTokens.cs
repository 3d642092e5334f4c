using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>Input and output tokens of a minute, each with its own limit: <c>itpm</c> and <c>otpm</c>.</summary>
/// <remarks>
/// Both are reserved when a request begins: the input estimate, and the output it may have. What the upstream reports takes their place. Input that came from the
/// vendor's cache is free, since the vendors with such limits do not count it.
/// </remarks>
internal sealed class SplitTokens
{
    /// <summary>Output reserved where neither the request nor the deployment says how long an answer may be: LiteLLM's default.</summary>
    private const int OutputGuess = 4096;

    private readonly long[] _mostInput;
    private readonly long[] _mostOutput;
    private readonly long[] _guess;

    private SplitTokens(Deployment[] members)
    {
        _mostInput = Array.ConvertAll(members, static d => MinuteUsage.Limit(d.Config.Params.Itpm));
        _mostOutput = Array.ConvertAll(members, static d => MinuteUsage.Limit(d.Config.Params.Otpm));

        // A guess never shuts a request out for good: at most it has the minute to itself.
        _guess = Array.ConvertAll(members, static d => Math.Min(d.Facts.MaxOutputTokens ?? OutputGuess, MinuteUsage.Limit(d.Config.Params.Otpm)));
    }

    /// <summary>The limits of a tier; null when no member has one.</summary>
    public static SplitTokens? Of(Deployment[] members) =>
        Array.Exists(members, static d => d.Config.Params is { Itpm: not null } or { Otpm: not null }) ? new SplitTokens(members) : null;

    public bool IsSpent(DeploymentState state, int member, long minute, in RouteRequest request) =>
        state.InputTokens.In(minute) + MinuteUsage.Reserved(request.InputTokens) > _mostInput[member]
        || IsOver(state.OutputTokens.In(minute), Output(member, request), _mostOutput[member]);

    public bool TryTake(DeploymentState state, int member, long minute, in RouteRequest request)
    {
        var input = MinuteUsage.Reserved(request.InputTokens);
        if (!state.InputTokens.TryAdd(minute, input, _mostInput[member]))
        {
            return false;
        }

        var output = Output(member, request);
        if ((output > 0 || _mostOutput[member] > 0) && state.OutputTokens.TryAdd(minute, output, _mostOutput[member]))
        {
            return true;
        }

        state.InputTokens.TakeBack(minute, input);
        return false;
    }

    /// <summary>Puts what was used in place of what was reserved. Of a call given up before any content, the input stays counted: the upstream has read it.</summary>
    public void Settle(DeploymentState state, int member, long takenIn, long minute, in RouteRequest request, in AttemptReport report)
    {
        var (input, cached, output) = report.Metered(request);
        var told = input > 0 || output > 0;
        var failed = report.Failure != FailureKind.None;
        if (told || (failed && report.Failure is not (FailureKind.Cancelled or FailureKind.Lost)))
        {
            state.InputTokens.TakeBack(takenIn, MinuteUsage.Reserved(request.InputTokens));
            state.InputTokens.Add(minute, Math.Max(0, input - cached));
        }

        if (told || (failed && !report.Committed))
        {
            state.OutputTokens.TakeBack(takenIn, Output(member, request));
            state.OutputTokens.Add(minute, output);
        }
    }

    /// <summary>Whether such a request fits into a whole minute.</summary>
    public bool Fits(int member, in RouteRequest request) =>
        MinuteUsage.Reserved(request.InputTokens) <= _mostInput[member] && !IsOver(0, Output(member, request), _mostOutput[member]);

    public string Describe(DeploymentState state, int member, long minute) =>
        $" ({MinuteUsage.Of(state.InputTokens.In(minute), _mostInput[member])} in, {MinuteUsage.Of(state.OutputTokens.In(minute), _mostOutput[member])} out)";

    /// <summary>A limit of 0 has no room, not even for an answer of no length.</summary>
    private static bool IsOver(long taken, long more, long most) => taken + more > most || most == 0;

    private long Output(int member, in RouteRequest request) => request.MaxOutputTokens is { } own ? Math.Max(0, own) : _guess[member];
}
