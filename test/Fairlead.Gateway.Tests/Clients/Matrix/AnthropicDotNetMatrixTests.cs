using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;

namespace Fairlead.Gateway.Tests.Clients.Matrix;

/// <summary>Anthropic's client for .NET, which checks what it gets, against every upstream format.</summary>
public sealed class AnthropicDotNetMatrixTests(MatrixGateway gateway) : IClassFixture<MatrixGateway>
{
    public static TheoryData<string> Formats => [.. MatrixModels.Formats];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Messages_Text_IsWhole(string format)
    {
        var message = await Client().Messages.Create(Ask(format));

        message.Validate();
        Assert.Equal((MatrixModels.Text, "end_turn"), (TextOf(message), message.StopReason!.Raw()));
        Assert.True(message.Usage.InputTokens > 0 && message.Usage.OutputTokens > 0);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Messages_Stream_ComesInPieces(string format)
    {
        var (text, pieces) = (new StringBuilder(), 0);
        await foreach (var item in Client().Messages.CreateStreaming(Ask(format)))
        {
            item.Validate();
            if (item.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece))
            {
                text.Append(piece.Text);
                pieces++;
            }
        }

        Assert.Equal(MatrixModels.Text, text.ToString());
        Assert.True(pieces > 1);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Messages_ToolLoop_Ends(string format)
    {
        var first = await Client().Messages.Create(Ask(format) with { Tools = Tools() });
        Assert.Equal("tool_use", first.StopReason!.Raw());

        var last = await Client().Messages.Create(Ask(format) with { Tools = Tools(), Messages = Called(first) });

        Assert.Equal(MatrixModels.Text, TextOf(last));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Messages_StreamedToolLoop_Ends(string format)
    {
        var first = await Client().Messages.CreateStreaming(Ask(format) with { Tools = Tools() }).Aggregate();

        var last = await Client().Messages.CreateStreaming(Ask(format) with { Tools = Tools(), Messages = Called(first) }).Aggregate();

        Assert.Equal(MatrixModels.Text, TextOf(last));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Messages_StructuredOutput_IsByTheSchema(string format)
    {
        var schema = Members(MatrixModels.CitySchema);

        var message = await Client().Messages.Create(Ask($"{format}-json") with { OutputConfig = new OutputConfig { Format = new JsonOutputFormat { Schema = schema } } });

        Assert.True(JsonDocument.Parse(TextOf(message)).RootElement.GetProperty("sunny").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Messages_Errors_AreTyped(string format)
    {
        await Assert.ThrowsAsync<AnthropicBadRequestException>(() => Client().Messages.Create(Ask($"{format}-context")));
        await Assert.ThrowsAsync<AnthropicRateLimitException>(() => Client().Messages.Create(Ask($"{format}-busy")));
        await Assert.ThrowsAnyAsync<AnthropicException>(() => Client().Messages.CreateStreaming(Ask($"{format}-broken")).Aggregate());
    }

    private static MessageCreateParams Ask(string model) => new() { Model = model, MaxTokens = 4096, Messages = [new UserMessageParam(MatrixModels.Question)] };

    private static List<ToolUnion> Tools() =>
    [
        .. MatrixModels.Tools.Select(static name => new Tool
        {
            Name = name,
            Description = "Tells it.",
            InputSchema = InputSchema.FromRawUnchecked(Members(MatrixModels.WeatherSchema)),
        }),
    ];

    private static List<MessageParam> Called(Message message)
    {
        var calls = message.Content.Select(static block => block.TryPickToolUse(out var call) ? call : null).OfType<ToolUseBlock>().ToList();
        Assert.Equal(MatrixModels.Tools, calls.Select(static call => call.Name));
        Assert.All(calls, static call => Assert.Equal("Köln", call.Input["city"].GetString()));
#pragma warning disable RS0030 // The SDK's types bring converters, and no type info: as its users write it.
        var content = JsonSerializer.Deserialize<List<ContentBlockParam>>(JsonSerializer.Serialize(message.Content))!;
#pragma warning restore RS0030
        return
        [
            new UserMessageParam(MatrixModels.Question),
            new AssistantMessageParam(content),
            new UserMessageParam(calls.ConvertAll(static call => (ContentBlockParam)new ToolResultBlockParam(call.ID) { Content = "sunny" })),
        ];
    }

    private static Dictionary<string, JsonElement> Members(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value);

    private static string TextOf(Message message) => string.Concat(message.Content.Select(static block => block.TryPickText(out var text) ? text.Text : ""));

    private AnthropicClient Client() => new() { ApiKey = MatrixModels.Key, BaseUrl = gateway.Fixture.Url, MaxRetries = 0, ResponseValidation = true };
}
