using System.Collections.Frozen;

namespace Fairlead.Model;

/// <summary>A set of a generation's tags, as bits: the first 64 tags in one word, more in further words.</summary>
internal readonly struct TagMask
{
    private readonly ulong _first;
    private readonly ulong[]? _more;

    private TagMask(ulong first, ulong[]? more, bool hasUnknown)
    {
        _first = first;
        _more = more;
        HasUnknown = hasUnknown;
    }

    /// <summary>A tag no deployment has is among them.</summary>
    public bool HasUnknown { get; }

    /// <summary>No tag that a deployment has is among them.</summary>
    public bool IsEmpty => _first == 0 && _more is null;

    public static TagMask Of(IReadOnlyList<string> tags, FrozenDictionary<string, int> index)
    {
        ulong first = 0;
        ulong[]? more = null;
        var hasUnknown = false;
        for (var i = 0; i < tags.Count; i++)
        {
            if (!index.TryGetValue(tags[i], out var bit))
            {
                hasUnknown = true;
            }
            else if (bit < 64)
            {
                first |= 1UL << bit;
            }
            else
            {
                more ??= new ulong[(index.Count - 1) / 64];
                more[(bit / 64) - 1] |= 1UL << (bit % 64);
            }
        }

        return new TagMask(first, more, hasUnknown);
    }

    /// <summary>The tags a request is routed by, where a prefix marks them: those that have it, without it, and those of the others that some deployment has.</summary>
    /// <param name="tags">The request's tags.</param>
    /// <param name="index">A bit's number for each tag.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="any">Whether there is any.</param>
    public static TagMask OfRouting(IReadOnlyList<string> tags, FrozenDictionary<string, int> index, string prefix, out bool any)
    {
        var numbers = index.GetAlternateLookup<ReadOnlySpan<char>>();
        var mask = default(TagMask);
        any = false;
        for (var i = 0; i < tags.Count; i++)
        {
            var marked = tags[i].StartsWith(prefix, StringComparison.Ordinal);
            if (numbers.TryGetValue(marked ? tags[i].AsSpan(prefix.Length) : tags[i], out var bit))
            {
                mask = mask.With(bit, index.Count);
                any = true;
            }
            else if (marked)
            {
                mask = new TagMask(mask._first, mask._more, hasUnknown: true);
                any = true;
            }
        }

        return mask;
    }

    public bool Overlaps(in TagMask other)
    {
        if ((_first & other._first) != 0)
        {
            return true;
        }

        if (_more is null || other._more is null)
        {
            return false;
        }

        for (var i = 0; i < _more.Length; i++)
        {
            if ((_more[i] & other._more[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether every tag of the other is in this one.</summary>
    public bool Contains(in TagMask other)
    {
        if (other.HasUnknown || (other._first & ~_first) != 0)
        {
            return false;
        }

        if (other._more is null)
        {
            return true;
        }

        for (var i = 0; i < other._more.Length; i++)
        {
            if ((other._more[i] & ~(_more is null ? 0 : _more[i])) != 0)
            {
                return false;
            }
        }

        return true;
    }

    public TagMask Union(in TagMask other)
    {
        var more = _more ?? other._more;
        if (_more is not null && other._more is not null)
        {
            more = new ulong[_more.Length];
            for (var i = 0; i < more.Length; i++)
            {
                more[i] = _more[i] | other._more[i];
            }
        }

        return new TagMask(_first | other._first, more, hasUnknown: false);
    }

    private TagMask With(int bit, int count)
    {
        if (bit < 64)
        {
            return new TagMask(_first | (1UL << bit), _more, HasUnknown);
        }

        var more = _more ?? new ulong[(count - 1) / 64];
        more[(bit / 64) - 1] |= 1UL << (bit % 64);
        return new TagMask(_first, more, HasUnknown);
    }
}
