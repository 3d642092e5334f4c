using System.Text.Json;
using Fairlead.Chat;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

public sealed class RouteOptionsTests
{
    [Fact]
    public void From_TypedTextAndJson_ReadTheSame()
    {
        var typed = RouteOptions.From(new ChatOptions().WithRouting(new RouteOptions
        {
            Tags = ["a", "b"],
            Blocked = ["x"],
            Fallbacks = [],
            Region = "eu",
            DisableFallbacks = true,
            NumRetries = 3,
            Timeout = TimeSpan.FromSeconds(2.5),
            StreamTimeout = TimeSpan.FromSeconds(1),
            Deadline = TimeSpan.FromMinutes(1),
        }).AdditionalProperties)!;
        var text = RouteOptions.From(new()
        {
            ["fairlead.tags"] = "a, b",
            ["Fairlead.Blocked"] = "x",
            ["fairlead.fallbacks"] = "",
            ["fairlead.region"] = "eu",
            ["fairlead.disable_fallbacks"] = "true",
            ["fairlead.num_retries"] = "3",
            ["fairlead.timeout"] = "2.5",
            ["fairlead.stream_timeout"] = "1",
            ["fairlead.deadline"] = "60",
        })!;
        using var document = JsonDocument.Parse(
            """{"fairlead.tags":["a","b"],"fairlead.blocked":"x","fairlead.fallbacks":[],"fairlead.region":"eu","fairlead.disable_fallbacks":true,"fairlead.num_retries":3,"fairlead.timeout":2.5,"fairlead.stream_timeout":1,"fairlead.deadline":60}""");
        var json = RouteOptions.From(new(document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value)))!;

        foreach (var read in new[] { text, json, typed })
        {
            Assert.Equal(["a", "b"], read.Tags!);
            Assert.Equal(["x"], read.Blocked!);
            Assert.Empty(read.Fallbacks!);
            Assert.Equal(("eu", true, 3, TimeSpan.FromSeconds(2.5)), (read.Region, read.DisableFallbacks, read.NumRetries, read.Timeout));
            Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), (read.StreamTimeout, read.Deadline));
        }
    }

    [Fact]
    public void From_OtherKeysOnly_IsNothing()
    {
        Assert.Null(RouteOptions.From(null));
        Assert.Null(RouteOptions.From(new() { ["user"] = "u" }));
    }

    [Fact]
    public void From_WrongType_NamesTheKey() =>
        Assert.Contains("fairlead.num_retries", Assert.Throws<ArgumentException>(
            () => RouteOptions.From(new() { ["fairlead.num_retries"] = "many" })).Message, StringComparison.Ordinal);
}
