using System.Net;

namespace Fairlead.Providers.Http.Forms;

/// <summary>A form on its way to a deployment: the client's bytes out of the spool, with what stands in place of some of them.</summary>
internal sealed class FormContent : HttpContent
{
    private readonly FormBody _form;
    private readonly List<FormEdit> _edits;

    public FormContent(FormBody form, List<FormEdit> edits)
    {
        _form = form;
        _edits = edits;
        Headers.TryAddWithoutValidation("Content-Type", form.ContentType);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _form.Spool.Length;
        foreach (var edit in _edits)
        {
            length += edit.Text.Length - (edit.End - edit.Start);
        }

        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var at = 0L;
        foreach (var edit in _edits)
        {
            await _form.Spool.CopyAsync(at, edit.Start, stream, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(edit.Text, cancellationToken).ConfigureAwait(false);
            at = edit.End;
        }

        await _form.Spool.CopyAsync(at, _form.Spool.Length, stream, cancellationToken).ConfigureAwait(false);
    }
}
