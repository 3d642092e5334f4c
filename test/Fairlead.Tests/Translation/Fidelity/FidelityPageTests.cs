using System.Globalization;
using System.Text;
using Fairlead.TestKit.Golden;

namespace Fairlead.Tests.Translation.Fidelity;

/// <summary>The reference page of what survives translation is what the formats' code does.</summary>
public sealed class FidelityPageTests
{
    private const string Intro =
        """
        # Fidelity

        What becomes of each thing a request or an answer can say, by the client's format and the deployment's. This page is written by a test that says the thing
        in the one format, translates it, and reads what arrives in the other; it fails when the page is no longer true.

        - **byte-exact**: both speak the same format; the bytes go through, but for the model's name.
        - **lossless**: translated, and read back the same.
        - **lossy**: goes through without what the note says, which the answer's header `x-fairlead-dropped` names where it is a parameter or hint of the request.
        - **refused**: status 400 that names it, or another deployment of the group that has a place for it. With `drop_params` a parameter is left out instead.
        - **cannot be said**: the format it would come from (the client's for requests, the deployment's for answers) has no words for it. What that is true of in
          every column is listed below the table.

        A thought that its vendor signed and that the client's format has no words for comes back all the same, by the id of the call it led to: `reasoning_state` in
        [configuration](configuration.md).

        The columns are what the deployment speaks. Vendors that speak OpenAI's chat format with quirks of their own are in the first; their quirks are in
        [providers](providers.md).

        """;

    [Fact]
    public void Page_IsWhatTheCodeDoes() => GoldenFile.Matches(Page(), "../../../../docs/reference/fidelity.md");

    [Fact]
    public void Features_AreAtLeastThirty() => Assert.True(FidelityRequests.All.Count + FidelityAnswers.All.Count >= 30);

    private static string Page()
    {
        var page = new StringBuilder(Intro);
        foreach (var client in FidelityTarget.Clients)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## Clients that speak {client.Title}\n");
            var notes = new List<string>();
            Table(page, "Request", client, FidelityRequests.All, notes);
            Table(page, "Answer", client, FidelityAnswers.All, notes);
            page.Append('\n');
            for (var i = 0; i < notes.Count; i++)
            {
                page.Append(CultureInfo.InvariantCulture, $"{i + 1}. {notes[i]}\n");
            }
        }

        return page.ToString();
    }

    private static void Table(StringBuilder page, string title, FidelityTarget client, IReadOnlyList<FidelityFeature> features, List<string> notes)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n| {title} | {string.Join(" | ", FidelityTarget.Upstreams.Select(static upstream => upstream.Title))} |\n");
        page.Append('|').Insert(page.Length, "---|", FidelityTarget.Upstreams.Count + 1).Append('\n');
        var unsaid = new List<string>();
        foreach (var feature in features)
        {
            var cells = FidelityTarget.Upstreams.Select(upstream => FidelityProbe.Of(feature, client, upstream)).ToList();
            if (cells.TrueForAll(static cell => cell == FidelityCell.Unsaid))
            {
                unsaid.Add(feature.Name);
                continue;
            }

            page.Append(CultureInfo.InvariantCulture, $"| {feature.Name} | {string.Join(" | ", cells.Select(cell => Shown(cell, notes)))} |\n");
        }

        if (unsaid.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"\nCannot be said at all: {string.Join(", ", unsaid)}.\n");
        }
    }

    private static string Shown(FidelityCell cell, List<string> notes)
    {
        if (cell.Note is not { } note)
        {
            return cell.Word;
        }

        if (!notes.Contains(note))
        {
            notes.Add(note);
        }

        return $"{cell.Word} ({notes.IndexOf(note) + 1})";
    }
}
