using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIResponses;

namespace Fairlead.Providers.Http;

/// <summary>What a deployment brings along for a request of OpenAI's Responses API that is relayed: LiteLLM's names are the chat format's, and some have another form there.</summary>
internal static class ResponsesDefaults
{
    // Words of the chat format that are other words there, or none: a translated request of that format says what.
    private static readonly FrozenSet<string> OfChat = new[]
    {
        "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "modalities", "n", "prediction",
        "presence_penalty", "reasoning_effort", "response_format", "seed", "stop", "stream_options", "thinking", "tool_choice", "tools", "verbosity", "web_search_options",
    }.ToFrozenSet(StringComparer.Ordinal);

    // What such a request has whatever it asks for; 'include' would take the place of the client's.
    private static readonly FrozenSet<string> Frame = new[] { "model", "input", "store", "include", "stream" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The members that have a place there.</summary>
    /// <param name="names">The parameters' names.</param>
    /// <param name="members">Each with its value and a comma behind it.</param>
    public static List<(string Name, byte[] Member)> Of(List<byte[]> names, List<byte[]> members)
    {
        var theirs = new List<(string Name, byte[] Member)>();
        var ofChat = new List<byte[]>();
        for (var i = 0; i < names.Count; i++)
        {
            var name = Encoding.UTF8.GetString(names[i]);
            if (OfChat.Contains(name))
            {
                ofChat.Add(members[i]);
            }
            else
            {
                theirs.Add((name, members[i]));
            }
        }

        if (ofChat.Count > 0 && DefaultConversation.Read([.. ofChat]) is { } conversation)
        {
            Add(conversation, theirs);
        }

        return theirs;
    }

    private static void Add(Conversation conversation, List<(string Name, byte[] Member)> theirs)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            ResponsesRequestWriter.Write(SpokenDefaults.Without(conversation), new RequestTarget { Model = "", Vendor = VendorTable.Find("openai")! }, json);
        }

        using var body = JsonBody.Parse(output.WrittenMemory);
        foreach (var member in body.Root.EnumerateObject())
        {
            if (!Frame.Contains(member.Name) && !theirs.Exists(other => other.Name == member.Name))
            {
                theirs.Add((member.Name, Encoding.UTF8.GetBytes($"\"{member.Name}\":{body.Raw(member.Value)},")));
            }
        }
    }
}
