using System.Buffers;
using Fairlead.Attempts;

namespace Fairlead.Gateway.Relay;

/// <summary>What is noticed of a value while it is jumped over: which kinds of parts and tools stand in it, and how much of it is no text.</summary>
/// <remarks>Told of each string on the way, so that it needs no pass of its own. It looks at the member <c>type</c> alone: a prompt that speaks of images is no image.</remarks>
internal struct ContentScan
{
    /// <summary>Shorter strings are text even where they look like base64; the smallest pictures are longer.</summary>
    private const int ShortestData = 512;

    /// <summary>So much of a string tells base64 from text: text has a space or a byte outside ASCII sooner.</summary>
    private const int Sample = 256;

    /// <summary>Longest name looked for, with room for dated tools (<c>web_search_preview_2025_03_11</c>).</summary>
    private const int LongestName = 40;

    private static readonly SearchValues<byte> DataBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-:;,.\\"u8);

    private bool _afterType;

    /// <summary>What parts of the value ask for.</summary>
    public RequestNeeds Needs { get; private set; }

    /// <summary>Objects that stand directly in the value.</summary>
    public int Items { get; set; }

    /// <summary>Those of them that are a provider's web search.</summary>
    public int WebSearches { get; private set; }

    /// <summary>Images, whose tokens are not in their bytes.</summary>
    public int Images { get; private set; }

    /// <summary>Bytes of pictures, sound and documents within.</summary>
    public int DataLength { get; private set; }

    /// <summary>A string was crossed.</summary>
    /// <param name="json">What it stands in.</param>
    /// <param name="start">Its opening quote.</param>
    /// <param name="end">After its closing quote.</param>
    /// <param name="depth">Containers it stands in, from 1 for the value itself.</param>
    public void Cross(ReadOnlySpan<byte> json, int start, int end, int depth)
    {
        var text = json[(start + 1)..(end - 1)];
        if (text.Length > LongestName)
        {
            DataLength += text.Length >= ShortestData && !text[..Sample].ContainsAnyExcept(DataBytes) ? text.Length : 0;
            _afterType = false;
        }
        else if (_afterType && IsValue(json, start))
        {
            Kind(text, depth);
            _afterType = false;
        }
        else
        {
            _afterType = text.SequenceEqual("type"u8);
            if (depth == 1 && text.SequenceEqual("audio"u8))
            {
                // Of the list of modalities.
                Needs |= RequestNeeds.AudioOutput;
            }
        }
    }

    private void Kind(ReadOnlySpan<byte> kind, int depth)
    {
        if (depth == 2 && kind.StartsWith("web_search"u8))
        {
            WebSearches++;
        }
        else if (depth <= 2 && kind.SequenceEqual("json_schema"u8)) // of response_format, or of text.format
        {
            Needs |= RequestNeeds.ResponseSchema;
        }
        else if (kind.SequenceEqual("image_url"u8) || kind.SequenceEqual("input_image"u8) || kind.SequenceEqual("image"u8))
        {
            Needs |= RequestNeeds.Vision;
            Images++;
        }
        else if (kind.SequenceEqual("input_audio"u8))
        {
            Needs |= RequestNeeds.AudioInput;
        }
        else if (kind.SequenceEqual("file"u8) || kind.SequenceEqual("input_file"u8) || kind.SequenceEqual("document"u8))
        {
            Needs |= RequestNeeds.PdfInput;
        }
    }

    private static bool IsValue(ReadOnlySpan<byte> json, int start)
    {
        var before = start - 1;
        while (before > 0 && json[before] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            before--;
        }

        return json[before] == (byte)':';
    }
}
