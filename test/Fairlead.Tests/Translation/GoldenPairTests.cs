using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Providers.Translation;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Translation.Fidelity;
using Fairlead.Tests.Wire.BedrockConverse;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Translation;

/// <summary>
/// Every client's format with every deployment's: one conversation out, one answer back, one stream back. What the client sends lies in <c>Golden/CLIENT/request.json</c>,
/// what the deployment answers in <c>Golden/UPSTREAM/answer.json</c> and <c>stream.txt</c>; what becomes of them, with what is lost, beside the client's.
/// </summary>
public sealed partial class GoldenPairTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var client in FidelityTarget.Clients)
            {
                foreach (var upstream in FidelityTarget.Upstreams)
                {
                    pairs.Add(client.Dialect.Name, upstream.Dialect.Name);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Request_OfClient_ForDeployment(string client, string upstream)
    {
        var to = Target(upstream);

        var written = Translating.Write(to.Dialect, Request(client), to.Vendor, to.Thinker, out var losses);

        var lost = string.Concat(losses.Select(static loss => $"{loss.Kind} {loss.Name}: {loss.Why}\n"));
        GoldenFile.Matches(CanonicalText.Pretty(written) + lost, $"Golden/{client}/{upstream}.request.txt");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Answer_OfDeployment_ForClient(string client, string upstream)
    {
        var answer = Translating.ReadAnswer(Target(upstream).Dialect, File.ReadAllBytes(GoldenFile.PathOf($"Golden/{upstream}/answer.json")));

        GoldenFile.Matches(Masked(CanonicalText.Pretty(Translating.WriteAnswer(Target(client).Dialect, answer, Request(client)))), $"Golden/{client}/{upstream}.answer.json");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Stream_OfDeployment_ForClient(string client, string upstream)
    {
        var request = Request(client);
        (request.Stream, request.IncludeUsage) = (true, true);

        var passed = Translating.PassStream(Target(upstream).Dialect, Target(client).Dialect, Stream(upstream), request);

        GoldenFile.Matches(Masked(Encoding.UTF8.GetString(passed)), $"Golden/{client}/{upstream}.stream.txt");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Stream_OfDeployment_IsTheAnswer(string client, string upstream)
    {
        var (from, to) = (Target(upstream).Dialect, Target(client).Dialect);
        var plain = Translating.ReadAnswer(from, File.ReadAllBytes(GoldenFile.PathOf($"Golden/{upstream}/answer.json")));

        var answer = Translating.ReadAnswer(to, Translating.WriteAnswer(to, plain));
        var streamed = Translating.ReadStream(to, Translating.PassStream(from, to, Stream(upstream)), out var isWhole).Answer;

        Assert.True(isWhole);
        Assert.Equal((FidelityText.Parts(answer), answer.Usage, answer.Model), (FidelityText.Parts(streamed), streamed.Usage, streamed.Model));
    }

    // What is packed is compressed, which every version of the library may do otherwise.
    private static string Masked(string text) => Packed().Replace(text, "~r1~PACKED");

    [GeneratedRegex("~r1~[A-Za-z0-9_-]+")]
    private static partial Regex Packed();

    private static FidelityTarget Target(string format) => FidelityTarget.Upstreams.Single(target => target.Dialect.Name == format);

    private static Conversation Request(string client) => Translating.Read(Target(client).Dialect, File.ReadAllText(GoldenFile.PathOf($"Golden/{client}/request.json")));

    private static byte[] Stream(string upstream)
    {
        var file = GoldenFile.PathOf($"Golden/{upstream}/stream.txt");
        return upstream == "bedrock-converse" ? ConverseFrames.Of(File.ReadAllLines(file)) : File.ReadAllBytes(file);
    }
}
