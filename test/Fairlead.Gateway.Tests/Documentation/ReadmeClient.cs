using System.ClientModel;
using OpenAI;
using OpenAI.Chat;

namespace Fairlead.Gateway.Tests.Documentation;

/// <summary>The README's example of a client, line by line; only the address differs when it runs.</summary>
internal static class ReadmeClient
{
    public static async Task<string> AskAsync(string gateway)
    {
        var client = new ChatClient("tier1", new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri($"{gateway}/v1") });
        ChatCompletion answer = await client.CompleteChatAsync("hello");
        return answer.Content[0].Text;
    }
}
