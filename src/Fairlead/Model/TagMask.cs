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

    public static TagMask Of(IReadOnlyList<string> tags, IReadOnlyDictionary<string, int> index)
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
}
