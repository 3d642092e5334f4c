using System.Collections.Concurrent;

namespace Fairlead.Providers.Translation.Reasoning;

/// <summary>Signed reasoning by the id of the call it led to, for a while. Thread-safe.</summary>
internal sealed class ReasoningCache(TimeProvider time)
{
    /// <summary>An agent's tool runs for minutes, not hours; Anthropic's and OpenAI's prompt caches keep a conversation five minutes to an hour.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Thoughts have some kilobytes: room for some ten thousand open tool calls.</summary>
    private const long MaxBytes = 64L * 1024 * 1024;

    /// <summary>What an entry costs beside its texts: the objects around them.</summary>
    private const int EntryBytes = 256;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _order = new();
    private readonly Lock _gate = new();
    private long _bytes;

    public void Keep(CarriedReasoning reasoning)
    {
        var entry = new Entry(reasoning, time.GetTimestamp(), SizeOf(reasoning));
        lock (_gate)
        {
            // One that is kept again stands in the queue twice; the older one takes nothing out when its turn comes.
            _entries[reasoning.CallId] = entry;
            _order.Enqueue(entry);
            _bytes += entry.Size;
            while (_order.TryPeek(out var oldest) && (_bytes > MaxBytes || IsOver(oldest)))
            {
                _order.Dequeue();
                _bytes -= oldest.Size;
                _entries.TryRemove(new(oldest.Reasoning.CallId, oldest));
            }
        }
    }

    public CarriedReasoning? Find(string callId) => _entries.TryGetValue(callId, out var entry) && !IsOver(entry) ? entry.Reasoning : null;

    private bool IsOver(Entry entry) => time.GetElapsedTime(entry.Since) > Life;

    private static int SizeOf(CarriedReasoning reasoning)
    {
        var size = EntryBytes + reasoning.Signature.Value.Memory.Length;
        foreach (var part in reasoning.Before)
        {
            size += EntryBytes + part.Text.Memory.Length + part.Signature.Value.Memory.Length;
        }

        return size;
    }

    private sealed record Entry(CarriedReasoning Reasoning, long Since, int Size);
}
