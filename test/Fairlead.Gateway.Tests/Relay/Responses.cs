using System.Text;
using System.Text.Json;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>What tests look at in an answer.</summary>
internal static class Responses
{
    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>What comes of an answer that is cut; fails for one that ends as it should.</summary>
    public static async Task<string> ReadUntilCutAsync(HttpResponseMessage response)
    {
        using var received = new MemoryStream();
        await using var body = await response.Content.ReadAsStreamAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(received).WaitAsync(GatewayFixture.Patience));
        return Encoding.UTF8.GetString(received.ToArray());
    }

    /// <summary>The error body, which must have exactly OpenAI's four members.</summary>
    public static async Task<(string Message, string Type, string? Param, string? Code)> ErrorAsync(HttpResponseMessage response)
    {
        Assert.StartsWith("application/json", response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var error = json.RootElement.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(static p => p.Name));
        return (error.GetProperty("message").GetString()!, error.GetProperty("type").GetString()!, error.GetProperty("param").GetString(), error.GetProperty("code").GetString());
    }
}
