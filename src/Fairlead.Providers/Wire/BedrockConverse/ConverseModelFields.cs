using System.Globalization;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Writes what only the model's maker knows: <c>additionalModelRequestFields</c>.</summary>
internal static class ConverseModelFields
{
    public static void Write(Conversation conversation, ConverseModel model, ConverseThinking thinking, ConverseExtras extras, RequestTarget target, Utf8JsonWriter json)
    {
        // What a person wrote stands first, and is not written over.
        var fields = new List<(string Name, RawJson Value)>();
        Members(extras.Fields, fields, target);

        foreach (var extra in extras.ForModel)
        {
            Add(extra.Name, extra.Value);
        }

        foreach (var (name, value) in thinking.Fields)
        {
            Add(name, value);
        }

        TopK();
        Parallel();
        if (fields.Count == 0)
        {
            return;
        }

        json.WriteStartObject("additionalModelRequestFields"u8);
        foreach (var (name, value) in fields)
        {
            json.WriteJson(name, value);
        }

        json.WriteEndObject();

        void Add(string name, RawJson value)
        {
            if (!fields.Exists(field => field.Name == name))
            {
                fields.Add((name, value));
            }
        }

        void TopK()
        {
            if (ConverseSampling.TopK(conversation, model, thinking, target) is not { } topK)
            {
                return;
            }

            switch (model.Family)
            {
                case ConverseFamily.Claude or ConverseFamily.Unknown or ConverseFamily.Mistral:
                    Add("top_k", RawJson.Of(topK.ToString(CultureInfo.InvariantCulture)));
                    break;
                case ConverseFamily.Nova:
                    Add("inferenceConfig", RawJson.Of(string.Create(CultureInfo.InvariantCulture, $$"""{"topK":{{topK}}}""")));
                    break;
                case ConverseFamily.Cohere:
                    Add("k", RawJson.Of(topK.ToString(CultureInfo.InvariantCulture)));
                    break;
                default:
                    target.LoseParameter("top_k", "this model has no top_k on Bedrock");
                    break;
            }
        }

        void Parallel()
        {
            if (conversation.ParallelToolCalls != false || conversation.Tools.Count == 0 || conversation.ToolChoice?.Mode == ToolMode.None)
            {
                return;
            }

            if (ConverseToolWriter.ParallelField(conversation, model) is { } choice)
            {
                Add("tool_choice", choice);
            }
            else
            {
                target.LoseSingleCalls(conversation, "Converse has no place for it");
            }
        }
    }

    private static void Members(RawJson members, List<(string Name, RawJson Value)> fields, RequestTarget target)
    {
        if (members.IsEmpty)
        {
            return;
        }

        using var body = JsonBody.Parse(members.Memory);
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            target.LoseParameter(ConverseExtras.ModelFields, "it is not an object");
            return;
        }

        foreach (var member in body.Root.EnumerateObject())
        {
            fields.Add((member.Name, body.Raw(member.Value)));
        }
    }
}
