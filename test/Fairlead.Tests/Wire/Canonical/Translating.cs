using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.FreeText;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Tests.Wire.Canonical;

/// <summary>Calls the jobs of formats from tests.</summary>
internal static class Translating
{
    /// <summary>Reads a request.</summary>
    public static Conversation Read(Dialect dialect, string json)
    {
        using var body = JsonBody.Parse(Encoding.UTF8.GetBytes(json));
        return dialect.ReadRequest(body, carrier: null);
    }

    /// <summary>Writes a request.</summary>
    public static byte[] Write(Dialect dialect, Conversation conversation, string vendor, string model, out IReadOnlyList<Loss> losses, int? maxOutputTokens = null)
    {
        var target = new RequestTarget { Model = model, Vendor = VendorTable.Find(vendor)!, MaxOutputTokens = maxOutputTokens };
        if (conversation.Source != dialect.Name)
        {
            target.LoseBound(conversation);
        }

        conversation = SpokenDefaults.Without(conversation);
        var sent = conversation.Source == dialect.Name || dialect.TakesFreeText(target.Vendor) ? conversation : FreeTextTools.Wrap(conversation, target);
        var bytes = Json(json => dialect.WriteRequest(sent, target, json));
        losses = target.LossesOf(conversation);
        return bytes;
    }

    /// <summary>Reads an answer.</summary>
    public static Answer ReadAnswer(Dialect dialect, ReadOnlyMemory<byte> json)
    {
        using var body = JsonBody.Parse(json);
        return dialect.ReadAnswer(body);
    }

    /// <summary>Writes an answer.</summary>
    public static byte[] WriteAnswer(Dialect dialect, Answer answer, Conversation? request = null) =>
        Json(json => dialect.WriteAnswer(answer, Target(request), json));

    /// <summary>Reads a stream that comes in pieces of these sizes, and what is left in one.</summary>
    public static AnswerCollector ReadStream(Dialect dialect, ReadOnlySpan<byte> stream, out bool isWhole, params IReadOnlyList<int> sizes)
    {
        var collector = new AnswerCollector();
        isWhole = Pass(dialect, stream, collector, sizes);
        return collector;
    }

    /// <summary>Passes a stream on from one format to another.</summary>
    public static byte[] PassStream(Dialect from, Dialect to, ReadOnlySpan<byte> stream, Conversation? request = null)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = to.NewStreamWriter(Target(request), output);
        Pass(from, stream, writer, []);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes an answer as a stream.</summary>
    public static byte[] WriteStream(Dialect dialect, Answer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = dialect.NewStreamWriter(Target(null), output);
        AnswerReplay.Tell(answer, writer);
        return output.WrittenSpan.ToArray();
    }

    private static bool Pass(Dialect from, ReadOnlySpan<byte> stream, AnswerSink sink, IReadOnlyList<int> sizes)
    {
        using var splitter = from.NewSplitter();
        var reader = from.NewStreamReader(sink);
        foreach (var size in sizes)
        {
            var length = Math.Min(size, stream.Length);
            splitter.Push(stream[..length], reader);
            stream = stream[length..];
        }

        splitter.Push(stream, reader);
        splitter.Complete(reader);
        return reader.Complete();
    }

    /// <summary>Whom an answer is written for.</summary>
    public static AnswerTarget Target(Conversation? request) => new()
    {
        Request = request ?? new Conversation { Source = "openai-chat", Stream = true, IncludeUsage = true },
        Model = "model",
        Id = "0000",
        Now = 1_700_000_000,
    };

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        write(json);
        json.Flush();
        return output.WrittenSpan.ToArray();
    }
}
