using System.Buffers.Binary;

namespace Fairlead.Providers.Simulated;

/// <summary>A text "spoken": a tone for each word, as OpenAI's samples are (24 kHz, 16 bits, one channel), and the same as a WAV file.</summary>
internal static class SimulatedSound
{
    private const int Rate = 24_000;
    private const int BytesPerSample = 2;
    private const int SamplesPerWord = Rate / 20;
    private const int HeaderLength = 44;

    /// <summary>Longest text that is spoken; OpenAI's own limit is 4096 characters, some seven hundred words.</summary>
    private const int MostWords = 700;

    /// <summary>The samples, little-endian.</summary>
    public static byte[] Samples(string text)
    {
        const double loudness = 0.2 * short.MaxValue;
        const int lowest = 220;
        const int tones = 24;
        var words = text.Split(' ', MostWords + 1, StringSplitOptions.RemoveEmptyEntries);
        var count = Math.Clamp(words.Length, 1, MostWords);
        var samples = new byte[count * SamplesPerWord * BytesPerSample];
        for (var word = 0; word < count; word++)
        {
            var tone = words.Length == 0 ? 0 : (int)(SimulatedInputs.Hash(words[word]) % tones);
            var frequency = lowest * Math.Pow(2, tone / 12.0);
            for (var i = 0; i < SamplesPerWord; i++)
            {
                var value = (short)(loudness * Math.Sin(2 * Math.PI * frequency * i / Rate));
                BinaryPrimitives.WriteInt16LittleEndian(samples.AsSpan(((word * SamplesPerWord) + i) * BytesPerSample), value);
            }
        }

        return samples;
    }

    /// <summary>A WAV file.</summary>
    public static byte[] Wav(string text)
    {
        var samples = Samples(text);
        var file = new byte[HeaderLength + samples.Length];
        var header = file.AsSpan(0, HeaderLength);
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], Rate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], Rate * BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 8 * BytesPerSample);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], samples.Length);
        samples.CopyTo(file, HeaderLength);
        return file;
    }
}
