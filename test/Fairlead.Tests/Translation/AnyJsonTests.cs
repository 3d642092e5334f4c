using System.Text;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.TestKit.Chance;
using Fairlead.Tests.Translation.Fidelity;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Translation;

/// <summary>Documents of the right shape with wrong values in them: each is read or refused, what is read can be written in every format, and nothing else happens.</summary>
public sealed class AnyJsonTests
{
    private const int Seeds = 24;

    public static TheoryData<string> Formats => [.. FidelityTarget.Upstreams.Select(static target => target.Dialect.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Request_MadeWrong_IsReadAndWrittenOrRefused(string format)
    {
        var from = Target(format);
        var read = 0;
        foreach (var feature in FidelityRequests.All)
        {
            var conversation = New(from);
            feature.Say(conversation, from);
            var right = Encoding.UTF8.GetString(Translating.Write(from.Dialect, conversation, from.Widest, from.Model, out _));
            for (var seed = 0; seed < Seeds; seed++)
            {
                var wrong = JsonMutation.Of(right, seed);
                if (Try(() => Translating.Read(from.Dialect, wrong)) is not { } back)
                {
                    continue;
                }

                read++;
                foreach (var to in FidelityTarget.Upstreams)
                {
                    Must(() => Translating.Write(to.Dialect, back, to.Vendor, to.Model, out _), $"{format} to {to.Title}: {wrong}");
                }
            }
        }

        Assert.True(read > Seeds, "some are readable still");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Answer_MadeWrong_IsReadAndWrittenOrRefused(string format)
    {
        var from = Target(format);
        foreach (var feature in FidelityAnswers.All)
        {
            var right = Encoding.UTF8.GetString(Translating.WriteAnswer(from.Dialect, Said(feature, from)));
            for (var seed = 0; seed < Seeds; seed++)
            {
                var wrong = JsonMutation.Of(right, seed);
                if (Try(() => Translating.ReadAnswer(from.Dialect, Encoding.UTF8.GetBytes(wrong))) is not { } back)
                {
                    continue;
                }

                foreach (var to in FidelityTarget.Clients)
                {
                    Must(() => Translating.WriteAnswer(to.Dialect, back, New(to)), $"{format} to {to.Title}: {wrong}");
                    Must(() => AnswerReplay.Tell(back, to.Dialect.NewStreamWriter(Translating.Target(New(to)), new System.Buffers.ArrayBufferWriter<byte>())), $"{format} to {to.Title} as a stream: {wrong}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Stream_MadeWrong_GoesOnOrFailsInTheClientsFormat(string format)
    {
        var from = Target(format);
        foreach (var feature in FidelityAnswers.All)
        {
            var right = Translating.WriteStream(from.Dialect, Said(feature, from));
            for (var seed = 0; seed < Seeds; seed++)
            {
                var wrong = Broken(right, seed);
                foreach (var to in FidelityTarget.Clients)
                {
                    Must(() => Translating.PassStream(from.Dialect, to.Dialect, wrong, New(to)), $"{format} to {to.Title}, seed {seed}: {Encoding.UTF8.GetString(wrong)}");
                }
            }
        }
    }

    private static FidelityTarget Target(string format) => FidelityTarget.Upstreams.Single(target => target.Dialect.Name == format);

    private static Conversation New(FidelityTarget client)
    {
        var conversation = new Conversation { Source = client.Dialect.Name, MaxOutputTokens = 100, IncludeUsage = true };
        var turn = new Turn(Role.User);
        turn.Parts.Add(new TextPart(Utf8Text.Of("Hi")));
        conversation.Turns.Add(turn);
        return conversation;
    }

    private static Answer Said(AnswerFeature feature, FidelityTarget from)
    {
        var answer = new Answer { Id = "id-1", Model = "model", Usage = new AnswerUsage { Input = 3, Output = 2 } };
        feature.Say(answer, from);
        return answer;
    }

    /// <summary>Some bytes changed, left out or doubled.</summary>
    private static byte[] Broken(byte[] bytes, int seed)
    {
        var random = new Random(seed);
        var broken = new List<byte>(bytes);
        for (var i = random.Next(1, 4); i > 0 && broken.Count > 0; i--)
        {
            var at = random.Next(broken.Count);
            switch (random.Next(3))
            {
                case 0:
                    broken[at] = (byte)"0\"{}[],:x\n"[random.Next(10)];
                    break;
                case 1:
                    broken.RemoveRange(at, Math.Min(random.Next(1, 40), broken.Count - at));
                    break;
                default:
                    broken.InsertRange(at, broken.GetRange(at, Math.Min(random.Next(1, 40), broken.Count - at)));
                    break;
            }
        }

        return [.. broken];
    }

    private static T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is WireException or JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static void Must(Action write, string what)
    {
        try
        {
            write();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(what, e);
        }
    }
}
