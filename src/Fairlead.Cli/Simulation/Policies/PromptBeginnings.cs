using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Fairlead.Affinity;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>What ties requests to deployments, as a router sees it of requests whose prompts nobody has.</summary>
internal sealed class PromptBeginnings
{
    /// <summary>Of English text: 4 KB are the 1,024 tokens below which vendors cache nothing.</summary>
    private const int BytesPerToken = 4;

    private readonly Dictionary<int, PromptPrefix> _prefixes = [];
    private readonly ulong[] _prompt = new ulong[PromptPrefix.Longest / sizeof(ulong)];

    /// <summary>What ties a request; null for nothing.</summary>
    /// <param name="request">The request.</param>
    /// <param name="router">The router it comes to.</param>
    public RequestAffinity? Of(SimulatedRequest request, Router router) => request is { Conversation: null, Prefix: null, Wishes: null } ? null : new RequestAffinity
    {
        SessionId = request.Conversation?.ToString(CultureInfo.InvariantCulture),
        Prefix = request.Wishes?.PrefixHashes is { } hashes ? PromptPrefix.Of(hashes) : Prefix(request) ?? Conversation(request, router),
        Caller = request.Wishes?.Caller,
    };

    /// <summary>A prompt's beginning of the trace as the kernel sees it: some bytes that all who share it have; none where it is too short to be cached anywhere.</summary>
    private PromptPrefix? Prefix(SimulatedRequest request)
    {
        if (request.Prefix is not { } number || request.PrefixTokens < PromptPrefix.Shortest / BytesPerToken)
        {
            return null;
        }

        if (!_prefixes.TryGetValue(number, out var prefix))
        {
            var bytes = new byte[PromptPrefix.Shortest];
            bytes.AsSpan().Fill((byte)number);
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            _prefixes[number] = prefix = PromptPrefix.Of(bytes)!;
        }

        return prefix;
    }

    /// <summary>A conversation's prompt as the kernel sees it, where it looks: each turn begins with all that the turn before was. Bytes that no other conversation has.</summary>
    private PromptPrefix? Conversation(SimulatedRequest request, Router router)
    {
        if (request.Conversation is not { } number || router.Model.Affinity is not { } rules || (rules.All & AffinityKinds.Prefix) == 0)
        {
            return null;
        }

        var prompt = _prompt.AsSpan(0, Math.Min(_prompt.Length, request.InputTokens * BytesPerToken / sizeof(ulong)));
        prompt.Fill((ulong)number + 1);
        return PromptPrefix.Of(MemoryMarshal.AsBytes(prompt));
    }
}
