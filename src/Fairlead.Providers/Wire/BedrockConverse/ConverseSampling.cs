using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Temperature and top_p, which some models refuse and all bound otherwise than OpenAI.</summary>
internal static class ConverseSampling
{
    /// <summary>The temperature to send; null for none.</summary>
    public static double? Temperature(Conversation conversation, ConverseModel model, ConverseThinking thinking, RequestTarget target)
    {
        // While it thinks, Claude's temperature is 1, and saying so is allowed.
        if (conversation.Temperature is not { } temperature || Refuses(model, thinking, "temperature", temperature == 1 && !model.RefusesSampling, target))
        {
            return null;
        }

        if (temperature <= 1)
        {
            return temperature;
        }

        target.LoseHint("temperature", "Converse's temperature ends at 1: more is sent as 1");
        return 1;
    }

    /// <summary>The top_p to send; null for none.</summary>
    public static double? TopP(Conversation conversation, ConverseModel model, ConverseThinking thinking, RequestTarget target)
    {
        // Claude that thinks takes it from 0.95 up.
        if (conversation.TopP is not { } topP || Refuses(model, thinking, "top_p", topP >= 0.95 && !model.RefusesSampling, target))
        {
            return null;
        }

        if (conversation.Temperature is null || !model.SamplesByOne)
        {
            return topP;
        }

        if (topP < 1)
        {
            target.LoseParameter("top_p", "this model takes temperature or top_p, not both");
        }

        return null;
    }

    /// <summary>The top_k to send; null for none.</summary>
    public static int? TopK(Conversation conversation, ConverseModel model, ConverseThinking thinking, RequestTarget target) =>
        conversation.TopK is { } topK && !Refuses(model, thinking, "top_k", allowed: false, target) ? topK : null;

    private static bool Refuses(ConverseModel model, ConverseThinking thinking, string name, bool allowed, RequestTarget target)
    {
        if (allowed || !model.RefusesSampling && !thinking.TakesNoSampling)
        {
            return false;
        }

        target.LoseParameter(name, model.RefusesSampling ? "this model takes no sampling parameters" : "this model takes it only while it does not think");
        return true;
    }
}
