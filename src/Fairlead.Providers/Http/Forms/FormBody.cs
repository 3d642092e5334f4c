using System.Text;
using System.Text.Json;

namespace Fairlead.Providers.Http.Forms;

/// <summary>
/// A form (<c>multipart/form-data</c>, RFC 7578) as the client sent it, to be sent on: every byte as it came but for the fields that are set, left out or added.
/// </summary>
internal sealed class FormBody(string contentType, string boundary) : IDisposable
{
    private readonly List<FormField> _fields = [];

    /// <summary>All its bytes.</summary>
    public FormSpool Spool { get; } = new();

    /// <summary>The content type, with its boundary.</summary>
    public string ContentType => contentType;

    /// <summary>What parts the fields.</summary>
    public string Boundary => boundary;

    /// <summary>Its text fields, in their order; files are not among them.</summary>
    public IReadOnlyList<FormField> Fields => _fields;

    /// <summary>Where the last boundary begins: more fields go there.</summary>
    public long CloseAt { get; set; }

    /// <summary>Notes a text field.</summary>
    public void Add(FormField field) => _fields.Add(field);

    /// <summary>The form as one deployment gets it.</summary>
    /// <param name="members">What its text fields are to be, as a JSON object: those that are not in it are left out, those it has more are added. Values that are equal stay as they came.</param>
    /// <param name="model">The model's name to send.</param>
    public FormContent With(ReadOnlyMemory<byte> members, string model)
    {
        var wanted = Read(members);
        wanted["model"] = [model];
        var edits = new List<FormEdit>();
        var added = new StringBuilder();
        foreach (var same in _fields.GroupBy(static field => field.Name, StringComparer.Ordinal))
        {
            FormField[] fields = [.. same];
            if (!wanted.Remove(same.Key, out var values))
            {
                edits.AddRange(fields.Select(static field => new FormEdit(field.PartStart, field.PartEnd, [])));
            }
            else if (values.Count == 1 && fields.Length == 1)
            {
                if (!IsSame(fields[0].Text, values[0]))
                {
                    edits.Add(new FormEdit(fields[0].ValueStart, fields[0].ValueEnd, Encoding.UTF8.GetBytes(values[0])));
                }
            }
            else if (!fields.Select(static field => field.Text).SequenceEqual(values))
            {
                edits.AddRange(fields.Select(static field => new FormEdit(field.PartStart, field.PartEnd, [])));
                Append(added, same.Key, values);
            }
        }

        foreach (var (name, values) in wanted)
        {
            Append(added, name, values);
        }

        edits.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        if (added.Length > 0)
        {
            edits.Add(new FormEdit(CloseAt, CloseAt, Encoding.UTF8.GetBytes(added.ToString())));
        }

        return new FormContent(this, edits);
    }

    public void Dispose() => Spool.Dispose();

    // A flag is a text in a form, however it is spelt.
    private static bool IsSame(string text, string value) =>
        string.Equals(text, value, value is "true" or "false" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private void Append(StringBuilder form, string name, List<string> values)
    {
        foreach (var value in values)
        {
            form.Append("--").Append(boundary).Append("\r\nContent-Disposition: form-data; name=\"")
                .Append(name.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal))
                .Append("\"\r\n\r\n").Append(value).Append("\r\n");
        }
    }

    private static Dictionary<string, List<string>> Read(ReadOnlyMemory<byte> members)
    {
        using var document = JsonDocument.Parse(members);
        var wanted = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                wanted[member.Name] = member.Value.ValueKind == JsonValueKind.Array ? [.. member.Value.EnumerateArray().Select(TextOf)] : [TextOf(member.Value)];
            }
        }

        return wanted;
    }

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}

/// <summary>Bytes of a form that are sent otherwise.</summary>
/// <param name="Start">Where they begin.</param>
/// <param name="End">Where they end.</param>
/// <param name="Text">What is sent in their place.</param>
internal readonly record struct FormEdit(long Start, long End, byte[] Text);
