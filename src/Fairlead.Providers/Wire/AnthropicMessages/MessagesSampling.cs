using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes temperature, top_p and top_k, which some models refuse and all bound otherwise than OpenAI.</summary>
internal static class MessagesSampling
{
    public static void Write(Conversation conversation, MessagesModel model, MessagesThinking thinking, RequestTarget target, Utf8JsonWriter json)
    {
        // What is the default anyway need not be said to a model that takes none.
        if (conversation.Temperature is { } temperature && !(model.RefusesSampling && temperature == 1) && Takes("temperature", temperature == 1))
        {
            if (temperature > 1)
            {
                target.LoseHint("temperature", "Anthropic's temperature ends at 1: more is sent as 1");
            }

            json.WriteNumber("temperature"u8, Math.Min(temperature, 1));
        }

        // A model that thinks takes it from 0.95 up.
        if (conversation.TopP is { } topP && Takes("top_p", topP >= 0.95))
        {
            if (conversation.Temperature is null || !model.SamplesByOne)
            {
                json.WriteNumber("top_p"u8, topP);
            }
            else if (topP < 1)
            {
                target.LoseParameter("top_p", "this model takes temperature or top_p, not both");
            }
        }

        if (conversation.TopK is { } topK && Takes("top_k", allowed: false))
        {
            json.WriteNumber("top_k"u8, topK);
        }

        bool Takes(string name, bool allowed)
        {
            if (!model.RefusesSampling && (allowed || !thinking.TakesNoSampling))
            {
                return true;
            }

            target.LoseParameter(name, model.RefusesSampling ? "this model takes no sampling parameters" : "this model takes it only while it does not think");
            return false;
        }
    }
}
