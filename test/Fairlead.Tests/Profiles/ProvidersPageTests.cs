using System.Runtime.CompilerServices;
using System.Text;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;

namespace Fairlead.Tests.Profiles;

/// <summary>Keeps <c>docs/reference/providers.md</c> true: its tables are written from the rows.</summary>
public sealed class ProvidersPageTests
{
    private const string Begin = "<!-- rows -->";
    private const string End = "<!-- end of rows -->";

    [Fact]
    public void Page_Tables_AreTheRows()
    {
        var path = Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/reference/providers.md");
        var page = File.ReadAllText(path);
        var start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        var expected = "\n" + Tables();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, page[..start] + expected + page[end..]);
            return;
        }

        Assert.Equal(expected, page[start..end]);
    }

    [Fact]
    public void Rows_Names_AreUniqueAndFound()
    {
        Assert.Equal(VendorTable.Rows.Count, VendorTable.Rows.Select(r => r.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(VendorTable.Rows, row => Assert.Same(row, VendorTable.Find(row.Name.ToUpperInvariant())));
        Assert.Null(VendorTable.Find("nobody"));
    }

    [Fact]
    public void Rows_DefaultBases_AreTheirOwnNormalForm() => Assert.All(
        VendorTable.Rows.Where(r => r.DefaultBase is not null && r.Format == WireFormat.OpenAI && r.AwsService is null),
        row =>
        {
            Assert.True(ApiBase.TryRead(row.DefaultBase!, row.RootPath, out var read));
            Assert.Equal(row.DefaultBase, read.Prefix);
            // The host alone means the vendor's usual path.
            Assert.True(ApiBase.TryRead(new Uri(row.DefaultBase!).GetLeftPart(UriPartial.Authority), row.RootPath, out var bare));
            Assert.Equal(read.Prefix, bare.Prefix);
            Assert.True(row.Local == read.Root.IsLoopback);
        });

    [Fact]
    public void Rows_ThatNeedAKey_NameAVariable() =>
        Assert.All(VendorTable.Rows.Where(r => r.KeyRequired && r.Format != WireFormat.Other), row => Assert.NotEmpty(row.KeyVariables));

    private static string Tables()
    {
        var text = new StringBuilder();
        text.Append("| provider | vendor | base URL when none is set | key | base URL |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in VendorTable.Rows.Where(r => r.Format is not (WireFormat.Other or WireFormat.Simulated)))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{row.Name}` | {row.Label} | {(row.DefaultBase is null ? "set `api_base`" : $"`{row.DefaultBase}`")} | {Variables(row.KeyVariables)}{(row.KeyRequired ? "" : " (optional)")} | {Variables(row.BaseVariables)} |\n");
        }

        text.Append("\nEndpoints beside conversations and embeddings; a call to another is not made, and a deployment that has it is asked:\n\n| provider | endpoints |\n| --- | --- |\n");
        foreach (var row in VendorTable.Rows.Where(r => r.Surfaces.Count > 0 && r.Format != WireFormat.Simulated))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{row.Name}` | {string.Join(", ", row.Surfaces.Select(surface => $"`{SurfaceTable.PathOf(surface)}`"))} |\n");
        }

        var responses = VendorTable.Rows.Where(static r => r.HasResponses).Select(static r => $"`{r.Name}`");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\nOpenAI's Responses API: {string.Join(", ", responses)}.\n");
        text.Append("\nKnown, but not spoken yet; a call is answered with status 501, but at the endpoints above:\n\n| provider | vendor |\n| --- | --- |\n");
        foreach (var row in VendorTable.Rows.Where(r => r.Format == WireFormat.Other))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{row.Name}` | {row.Label} |\n");
        }

        return text.ToString();
    }

    private static string Variables(string[] names) => string.Join(", ", names.Select(n => $"`{n}`"));

    private static string Here([CallerFilePath] string path = "") => path;
}
