using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.FreeText;
using Fairlead.Providers.Wire.Json;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Translation.Fidelity;

/// <summary>Finds out what becomes of a feature between a client and an upstream: says it in the client's format, translates, and reads what arrives.</summary>
internal static class FidelityProbe
{
    public static FidelityCell Of(FidelityFeature feature, FidelityTarget client, FidelityTarget upstream) => feature is RequestFeature request
        ? Of(request, client, upstream)
        : Of((AnswerFeature)feature, client, upstream);

    private static FidelityCell Of(RequestFeature feature, FidelityTarget client, FidelityTarget upstream)
    {
        var said = New(client);
        feature.Say(said, upstream);
        var wanted = feature.See(said);
        if (feature.OnlyIf?.Invoke(upstream) == false)
        {
            return FidelityCell.Unsaid;
        }

        Conversation asked;
        try
        {
            asked = Read(client, Write(client with { Vendor = client.Widest }, said, feature.Thinks, out var unsaid));
            if (wanted is null || Serious(unsaid) is not null || feature.See(asked) != wanted)
            {
                return FidelityCell.Unsaid;
            }
        }
        catch (WireException)
        {
            return FidelityCell.Unsaid;
        }

        if (client.Dialect.Name == upstream.Dialect.Name)
        {
            return FidelityCell.Exact;
        }

        if (NeedsFetching(asked, upstream.Dialect))
        {
            return FidelityCell.Lossless with { Note = "fetched by the gateway and sent as bytes" };
        }

        var arrived = Write(upstream, asked, feature.Thinks, out var losses);
        if (Serious(losses) is { } refused)
        {
            return FidelityCell.Refused(refused);
        }

        if (losses.Count > 0)
        {
            return FidelityCell.Lossy(losses[0].Why);
        }

        var read = Read(upstream, arrived);
        Unwrap(read, FreeTextTools.NamesOf(asked));
        var seen = feature.See(read);
        return seen == wanted ? FidelityCell.Lossless : FidelityCell.Lossy(Difference(wanted, seen));
    }

    private static FidelityCell Of(AnswerFeature feature, FidelityTarget client, FidelityTarget upstream)
    {
        var said = new Answer { Id = "id-1", Model = "model", Usage = new AnswerUsage { Input = 3, Output = 2 } };
        feature.Say(said, upstream);
        var wanted = feature.See(said);
        var given = Translating.ReadAnswer(upstream.Dialect, Translating.WriteAnswer(upstream.Dialect, said));
        if (wanted is null || feature.See(given) != wanted)
        {
            return FidelityCell.Unsaid;
        }

        if (client.Dialect.Name == upstream.Dialect.Name)
        {
            return FidelityCell.Exact;
        }

        var seen = feature.See(Translating.ReadAnswer(client.Dialect, Translating.WriteAnswer(client.Dialect, given, New(client))));
        var stream = Translating.WriteStream(upstream.Dialect, said);
        if (feature.See(Translating.ReadStream(upstream.Dialect, stream, out _).Answer) != wanted)
        {
            // The upstream has it in plain answers only.
            return seen == wanted ? FidelityCell.Lossless : FidelityCell.Lossy(Difference(wanted, seen));
        }

        var streamed = feature.See(Translating.ReadStream(client.Dialect, Translating.PassStream(upstream.Dialect, client.Dialect, stream, New(client)), out _).Answer);
        return seen != wanted ? FidelityCell.Lossy(Difference(wanted, seen))
            : streamed != wanted ? FidelityCell.Lossy($"in streams: {Difference(wanted, streamed)}")
            : FidelityCell.Lossless;
    }

    private static Conversation New(FidelityTarget client)
    {
        var conversation = new Conversation { Source = client.Dialect.Name, MaxOutputTokens = 100, IncludeUsage = true, Stream = false };
        conversation.Turns.Add(FidelityRequests.Said(Role.User, new TextPart(Utf8Text.Of("Hi"))));
        return conversation;
    }

    private static byte[] Write(FidelityTarget target, Conversation conversation, bool thinks, out IReadOnlyList<Loss> losses) =>
        Translating.Write(target.Dialect, conversation, target.Vendor, thinks ? target.Thinker : target.Model, out losses, maxOutputTokens: 64_000);

    private static Conversation Read(FidelityTarget target, byte[] request) => Translating.Read(target.Dialect, Encoding.UTF8.GetString(request));

    // Functions that stand in for tools of free text, whose calls come back as those.
    private static void Unwrap(Conversation read, IReadOnlyList<string> names)
    {
        for (var i = 0; i < read.Tools.Count; i++)
        {
            if (read.Tools[i] is { Kind: ToolKind.Function } tool && names.Contains(tool.Name))
            {
                read.Tools[i] = tool with { Kind = ToolKind.Custom, Schema = default, Strict = null };
            }
        }
    }

    private static bool NeedsFetching(Conversation conversation, Dialect dialect) =>
        conversation.Turns.Exists(turn => turn.Parts.Exists(part => part is MediaPart { Url: not null } media && !dialect.TakesUrl(media.Kind)));

    private static string? Serious(IReadOnlyList<Loss> losses)
    {
        foreach (var loss in losses)
        {
            if (loss.Kind != LossKind.Hint)
            {
                return loss.Why;
            }
        }

        return null;
    }

    private static string Difference(string? wanted, string? seen)
    {
        if (seen is null)
        {
            return "left out";
        }

        var before = wanted!.Split('\n');
        var after = seen.Split('\n');
        var lost = before.Except(after).Select(static line => line.Trim()).ToList();
        var instead = after.Except(before).Select(static line => line.Trim()).ToList();
        return lost.Count == 0 ? $"comes with `{string.Join("`, `", instead)}`"
            : instead.Count == 0 ? $"without `{string.Join("`, `", lost)}`"
            : $"`{string.Join("`, `", lost)}` comes as `{string.Join("`, `", instead)}`";
    }
}
