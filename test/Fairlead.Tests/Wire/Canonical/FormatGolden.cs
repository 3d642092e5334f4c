using System.Runtime.CompilerServices;
using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.TestKit.Golden;

namespace Fairlead.Tests.Wire.Canonical;

/// <summary>What becomes of a format's whole requests, answers and streams on the way to OpenAI's and back, as files to read in the folder <c>golden</c> beside the format's tests.</summary>
public abstract class FormatGolden
{
    private readonly Dialect _dialect;
    private readonly string _name;
    private readonly string _caller;

    /// <param name="dialect">The format.</param>
    /// <param name="name">What its files call it.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    private protected FormatGolden(Dialect dialect, string name, [CallerFilePath] string caller = "") => (_dialect, _name, _caller) = (dialect, name, caller);

    /// <summary>A stream of the format's own.</summary>
    private protected virtual byte[] Stream => Translating.WriteStream(_dialect, Answer(_dialect));

    /// <summary>The request that answers of the format repeat, if they do.</summary>
    private protected virtual Conversation? Asked => null;

    /// <summary>Whose chat model the format's request is written for.</summary>
    private protected virtual (string Vendor, string Model) ChatModel => ("litellm_proxy", "model");

    /// <summary>The file of the format's stream as written of OpenAI's.</summary>
    private protected virtual string StreamFile => $"stream.to-{_name}.sse";

    [Fact]
    public void Request_ToChat_IsAsWritten() => Request(ChatDialect.Instance, ChatModel.Vendor, ChatModel.Model, "full.to-chat.txt");

    [Fact]
    public void Answer_ToChat_IsAsWritten() => Matches(Translating.WriteAnswer(ChatDialect.Instance, Answer(_dialect)), "answer.to-chat.json");

    [Fact]
    public void Answer_OfChat_IsAsWritten() => Matches(Translating.WriteAnswer(_dialect, Answer(ChatDialect.Instance), Asked), $"answer.to-{_name}.json");

    [Fact]
    public void Stream_ToChat_IsAsWritten() =>
        Matches(Encoding.UTF8.GetString(Translating.PassStream(_dialect, ChatDialect.Instance, Stream)), "stream.to-chat.sse");

    [Fact]
    public void Stream_OfChat_IsAsWritten() =>
        Matches(Readable(Translating.PassStream(ChatDialect.Instance, _dialect, Bytes("stream.chat.input.sse"), Asked)), StreamFile);

    /// <summary>A stream of the format's as a text.</summary>
    private protected virtual string Readable(byte[] stream) => Encoding.UTF8.GetString(stream);

    /// <summary>The chat request, as the format asks it of a model.</summary>
    private protected void ChatRequest(string vendor, string model, string file, int? maxOutputTokens = null) =>
        Written(Translating.Read(ChatDialect.Instance, Encoding.UTF8.GetString(Bytes("full.chat.json"))), _dialect, vendor, model, file, maxOutputTokens);

    /// <summary>The format's request, as another format asks it.</summary>
    private protected void Request(Dialect to, string vendor, string model, string file) => Written(Read(), to, vendor, model, file, maxOutputTokens: null);

    private protected Conversation Read() => Translating.Read(_dialect, Encoding.UTF8.GetString(Bytes($"full.{_name}.json")));

    private protected Answer Answer(Dialect of) => Translating.ReadAnswer(of, Bytes(of == _dialect ? $"answer.{_name}.json" : "answer.chat.input.json"));

    private protected void Matches(byte[] json, string file) => Matches(CanonicalText.Pretty(json), file);

    private protected void Matches(string text, string file) => GoldenFile.Matches(text, "golden/" + file, _caller);

    private void Written(Conversation conversation, Dialect to, string vendor, string model, string file, int? maxOutputTokens)
    {
        var bytes = Translating.Write(to, conversation, vendor, model, out var losses, maxOutputTokens);

        Matches(CanonicalText.Pretty(bytes) + string.Concat(losses.Select(static loss => $"{loss.Kind} {loss.Name}: {loss.Why}\n")), file);
    }

    private byte[] Bytes(string file) => File.ReadAllBytes(GoldenFile.PathOf("golden/" + file, _caller));
}
