using System.Text.Json;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Translation;

/// <summary>What a deployment brings along (<c>litellm_params.temperature</c> …), as settings of a conversation: LiteLLM names them as OpenAI's chat format does.</summary>
internal static class DefaultConversation
{
    /// <summary>Reads the members.</summary>
    /// <param name="members">The members, each with a comma behind it.</param>
    /// <returns>Null where they are no settings of a conversation: the upstream judges them where they are relayed.</returns>
    public static Conversation? Read(byte[][] members)
    {
        try
        {
            byte[] json = [(byte)'{', .. members.SelectMany(static member => member).SkipLast(1), (byte)'}'];
            using var body = JsonBody.Parse(json);
            return new ChatRequestReader(body, null).Read();
        }
        catch (Exception e) when (e is WireException or JsonException or InvalidOperationException)
        {
            // Boundary: values of a configuration file that no request may have.
            return null;
        }
    }

    /// <summary>The conversation with what it does not say itself.</summary>
    public static Conversation Fill(Conversation conversation, Conversation defaults)
    {
        var full = conversation.Copy();
        full.MaxOutputTokens ??= defaults.MaxOutputTokens;
        full.Temperature ??= defaults.Temperature;
        full.TopP ??= defaults.TopP;
        full.TopK ??= defaults.TopK;
        full.PresencePenalty ??= defaults.PresencePenalty;
        full.FrequencyPenalty ??= defaults.FrequencyPenalty;
        full.Seed ??= defaults.Seed;
        full.Choices ??= defaults.Choices;
        full.Logprobs ??= defaults.Logprobs;
        full.TopLogprobs ??= defaults.TopLogprobs;
        full.Output ??= defaults.Output;
        full.Reasoning ??= defaults.Reasoning;
        full.Verbosity ??= defaults.Verbosity;
        full.User ??= defaults.User;
        full.ServiceTier ??= defaults.ServiceTier;
        full.ParallelToolCalls ??= defaults.ParallelToolCalls;
        full.Metadata = full.Metadata.IsEmpty ? defaults.Metadata : full.Metadata;
        if (full.Stop.Count == 0)
        {
            full.Stop.AddRange(defaults.Stop);
        }

        // LiteLLM adds the deployment's tools to the request's.
        foreach (var tool in defaults.Tools)
        {
            if (!full.Tools.Exists(other => other.Name == tool.Name && other.Kind == tool.Kind))
            {
                full.Tools.Add(tool);
            }
        }

        full.ToolChoice ??= defaults.ToolChoice;
        foreach (var extra in defaults.Extras)
        {
            if (!full.Extras.Exists(other => other.Name == extra.Name))
            {
                // A person wrote it for this very deployment: it is sent whatever the client's format is.
                full.Extras.Add(extra with { IsKnown = false, IsForTarget = true });
            }
        }

        return full;
    }
}
