using Fairlead.Providers.Http;
using Fairlead.Providers.Media;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Tests.Media;

public sealed class MediaInlinerTests
{
    [Fact]
    public void IsNeeded_OnlyWhereTheFormatTakesNoAddresses()
    {
        Assert.False(MediaInliner.IsNeeded(Asking(MediaKind.Image), ChatDialect.Instance));
        Assert.True(MediaInliner.IsNeeded(Asking(MediaKind.Audio), ChatDialect.Instance));
        Assert.True(MediaInliner.IsNeeded(Asking(MediaKind.Image), ConverseDialect.Instance));
        Assert.False(MediaInliner.IsNeeded(new Conversation { Source = "test" }, ConverseDialect.Instance));
    }

    [Fact]
    public async Task Inline_WhatCannotBeFetched_NamesItWithoutItsQuery()
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        var inliner = new MediaInliner(client.Media, MediaInliner.DefaultMaxBytes);

        var refusal = await Assert.ThrowsAsync<WireException>(() => inliner.InlineAsync(Asking(MediaKind.Image), ConverseDialect.Instance, default));

        Assert.Equal("'http://127.0.0.1/a.png' could not be fetched for this model, which takes media as bytes only: its address is not a public one", refusal.Message);
    }

    private static Conversation Asking(MediaKind kind)
    {
        var result = new ToolResultPart("call") { Name = "see" };
        result.Content.Add(new MediaPart(kind) { Url = "http://127.0.0.1/a.png?sig=secret" });
        var turn = new Turn(Role.Tool);
        turn.Parts.Add(result);
        var conversation = new Conversation { Source = "test" };
        conversation.Turns.Add(turn);
        return conversation;
    }
}
