using System.Numerics;
using System.Runtime.InteropServices;

namespace Fairlead.Affinity;

/// <summary>Hashes of what a prompt begins with, at growing lengths. Prompts that begin alike have the first of them in common.</summary>
/// <remarks>
/// Lengths are powers of two from 4 KB, the 1,024 tokens below which OpenAI and Anthropic cache nothing, to 256 KB. A conversation that grows keeps all it had:
/// its next turn finds the deployment by the longest length both turns reach.
/// </remarks>
public sealed class PromptPrefix
{
    internal const int Shortest = 4096;
    internal const int Longest = 256 * 1024;

    private PromptPrefix(ulong[] hashes) => Hashes = hashes;

    /// <summary>From the shortest length to the longest.</summary>
    internal ulong[] Hashes { get; }

    /// <summary>One whose hashes were written down.</summary>
    internal static PromptPrefix Of(ulong[] hashes) => new(hashes);

    /// <summary>Reads a prompt in one piece.</summary>
    /// <param name="prompt">Its bytes, in any encoding that is the same from turn to turn.</param>
    /// <returns>Null when it is shorter than 4 KB.</returns>
    public static PromptPrefix? Of(ReadOnlySpan<byte> prompt)
    {
        var reader = new Reader();
        reader.Append(prompt);
        return reader.Build();
    }

    /// <summary>Reads a prompt piece by piece; where the pieces are cut makes no difference.</summary>
    /// <remarks>
    /// CRC-32C, which processors compute at eight bytes an instruction, over the words and over the words times an odd constant: the product is not linear in the
    /// checksum's sense, so that the two are independent. A false match ties a request to the wrong deployment, and harms nothing else.
    /// </remarks>
    internal struct Reader
    {
        private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

        private List<ulong>? _hashes;
        private ulong _carry;
        private int _carried;
        private int _length;
        private uint _words;
        private uint _products;

        public readonly bool IsFull => _length >= Longest;

        public void Append(ReadOnlySpan<char> text) => Append(MemoryMarshal.AsBytes(text));

        public void Append(ReadOnlySpan<byte> bytes)
        {
            while (_carried > 0 && bytes.Length > 0)
            {
                Carry(bytes[0]);
                bytes = bytes[1..];
            }

            foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            {
                if (IsFull)
                {
                    return;
                }

                Add(word);
            }

            foreach (var rest in bytes[(bytes.Length & ~7)..])
            {
                Carry(rest);
            }
        }

        public readonly PromptPrefix? Build() => _hashes is null ? null : new PromptPrefix([.. _hashes]);

        private void Carry(byte next)
        {
            _carry |= (ulong)next << (8 * _carried);
            if (++_carried == sizeof(ulong))
            {
                Add(_carry);
                _carry = 0;
                _carried = 0;
            }
        }

        private void Add(ulong word)
        {
            _words = BitOperations.Crc32C(_words, word);
            _products = BitOperations.Crc32C(_products, word * Multiplier);
            _length += sizeof(ulong);
            if (_length >= Shortest && BitOperations.IsPow2(_length) && _length <= Longest)
            {
                (_hashes ??= []).Add(((ulong)_products << 32) | _words);
            }
        }
    }
}
