using System.Globalization;
using System.Text;
using Fairlead.TestKit.Golden;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.Recordings;

/// <summary>All recorded traffic that lies beside the repository, provider by provider: every exchange is read as it was meant, or is left out for a reason.</summary>
public sealed class RecordingTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Lazy<IReadOnlyList<RecordingOutcome>>> Outcomes =
        Recordings.Providers.ToDictionary(static provider => provider, static provider => new Lazy<IReadOnlyList<RecordingOutcome>>(() => [.. Recordings.AllOf(provider).Select(RecordedFormats.Check)]));

    /// <summary>The folders; one that does not exist where there are no recordings, for a theory to have a case.</summary>
    public static TheoryData<string> Providers => Recordings.Providers.Count == 0 ? ["none"] : [.. Recordings.Providers];

    [Theory]
    [MemberData(nameof(Providers))]
    public void Exchanges_OfAProvider_AreReadAsRecorded(string provider)
    {
        if (!Outcomes.TryGetValue(provider, out var outcomes))
        {
            output.WriteLine("no recordings here");
            return;
        }

        output.WriteLine(Table(outcomes.Value));
        Assert.True(outcomes.Value.All(static outcome => outcome.Wrong is null), string.Join("\n\n", outcomes.Value.Where(static outcome => outcome.Wrong is not null).Select(static outcome => $"{outcome.Recording.File}: {outcome.Wrong}")));
    }

    [Fact]
    public void Exchanges_OfAll_AreCounted()
    {
        if (Recordings.Folder is null)
        {
            output.WriteLine("no recordings here");
            return;
        }

        var all = Outcomes.Values.SelectMany(static outcomes => outcomes.Value).ToList();
        var path = Path.Combine(Path.GetDirectoryName(GoldenFile.PathOf("../../../../Fairlead.slnx"))!, "artifacts", "recordings.md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Table(all));

        output.WriteLine(path);
        Assert.NotEmpty(all);
    }

    private static string Table(IReadOnlyList<RecordingOutcome> outcomes)
    {
        var table = new StringBuilder("| provider | endpoint | exchanges | streams | passed | failed | left out | why |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var group in outcomes.GroupBy(static outcome => (outcome.Recording.Provider, outcome.Endpoint)).OrderBy(static group => group.Key))
        {
            Row(group.Key.Provider, group.Key.Endpoint, [.. group]);
        }

        Row("all", "", outcomes);
        return table.ToString();

        void Row(string provider, string endpoint, IReadOnlyList<RecordingOutcome> some)
        {
            var failed = some.Where(static outcome => outcome.Wrong is not null).ToList();
            var leftOut = some.Where(static outcome => outcome.LeftOut is not null).ToList();
            var why = endpoint.Length == 0 ? [] : failed.Select(static outcome => outcome.Recording.File + ": " + outcome.Wrong!.Split('\n')[0]).Concat(leftOut.Select(static outcome => outcome.LeftOut!)).Distinct();
            table.Append(CultureInfo.InvariantCulture, $"| {provider} | {endpoint} | {some.Count} | {some.Count(static outcome => outcome.Recording.IsStream && outcome.LeftOut is null)} | {some.Count - failed.Count - leftOut.Count} | {failed.Count} | {leftOut.Count} | {string.Join("; ", why)} |\n");
        }
    }
}
