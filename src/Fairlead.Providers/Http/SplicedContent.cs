using System.Net;

namespace Fairlead.Providers.Http;

/// <summary>
/// The client's body with another model name: written in slices, so that what it costs does not depend on the prompt's size.
/// </summary>
internal sealed class SplicedContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly ReadOnlyMemory<byte> _extra;
    private readonly ReadOnlyMemory<byte> _model;
    private readonly int _extraAt;
    private readonly int _modelStart;
    private readonly int _modelEnd;

    /// <summary>Plans the slices.</summary>
    /// <param name="body">The client's body.</param>
    /// <param name="modelSpan">The model's value in it, quotes included; empty when there is none.</param>
    /// <param name="quotedModel">The name to send, as JSON.</param>
    /// <param name="extra">Members to put in front, each with a comma after it; mostly empty.</param>
    public SplicedContent(ReadOnlyMemory<byte> body, Range modelSpan, ReadOnlyMemory<byte> quotedModel, ReadOnlyMemory<byte> extra)
    {
        var (start, length) = modelSpan.GetOffsetAndLength(body.Length);
        _body = body;
        _model = quotedModel;
        _modelStart = start;
        _modelEnd = start + length;
        if (length == 0)
        {
            extra = ModelMember(quotedModel.Span, extra.Span, JsonObjectStart.IsEmptyObject(body.Span));
            _model = default;
            _modelStart = _modelEnd = body.Length;
        }

        _extra = extra;
        _extraAt = extra.Length == 0 ? 0 : JsonObjectStart.AfterBrace(body.Span);
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    private SplicedContent((int Start, int Length) range, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> replacement, ReadOnlyMemory<byte> extra)
        : this(body)
    {
        _model = replacement;
        _modelStart = range.Start;
        _modelEnd = range.Start + range.Length;
        _extra = extra;
        _extraAt = extra.Length == 0 ? 0 : JsonObjectStart.AfterBrace(body.Span);
    }

    private SplicedContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _modelStart = _modelEnd = body.Length;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>A body with something else in a range of it; an empty range is a place to put it in.</summary>
    /// <param name="body">The client's body.</param>
    /// <param name="range">What is replaced.</param>
    /// <param name="replacement">What stands there then.</param>
    /// <param name="extra">Members to put in front, each with a comma after it; mostly empty.</param>
    public static SplicedContent Replacing(ReadOnlyMemory<byte> body, Range range, ReadOnlyMemory<byte> replacement, ReadOnlyMemory<byte> extra) => new(range.GetOffsetAndLength(body.Length), body, replacement, extra);

    /// <summary>A body that was written for the deployment: nothing is put in.</summary>
    public static SplicedContent AsItIs(ReadOnlyMemory<byte> body) => new(body);

    /// <summary>All that is sent, in one piece; a body that is sent as it is is not copied.</summary>
    public ReadOnlyMemory<byte> ToMemory() => _extra.Length == 0 && _modelStart == _modelEnd && _model.Length == 0
        ? _body
        : (byte[])[.. _body.Span[.._extraAt], .. _extra.Span, .. _body.Span[_extraAt.._modelStart], .. _model.Span, .. _body.Span[_modelEnd..]];

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length - (_modelEnd - _modelStart) + _model.Length + _extra.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_extra.Length > 0)
        {
            await stream.WriteAsync(_body[.._extraAt], cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(_extra, cancellationToken).ConfigureAwait(false);
        }

        await stream.WriteAsync(_body[_extraAt.._modelStart], cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(_model, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(_body[_modelEnd..], cancellationToken).ConfigureAwait(false);
    }

    private static byte[] ModelMember(ReadOnlySpan<byte> model, ReadOnlySpan<byte> extra, bool emptyObject)
    {
        var key = "\"model\":"u8;
        var comma = emptyObject ? ReadOnlySpan<byte>.Empty : ","u8;
        return [.. key, .. model, .. comma, .. extra];
    }
}
