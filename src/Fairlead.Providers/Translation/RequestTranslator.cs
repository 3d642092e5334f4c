using System.Buffers;
using System.Text.Json;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation.FreeText;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Translation;

/// <summary>Writes a conversation for one deployment.</summary>
internal static class RequestTranslator
{
    /// <summary>Most bodies fit without growing: a prompt of a page and some tools.</summary>
    private const int UsualBody = 4096;

    /// <summary>Writes it.</summary>
    /// <param name="conversation">The conversation; not changed, for the next deployment gets it too.</param>
    /// <param name="endpoint">What is known of the deployment's API.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="model">The model's name upstream.</param>
    /// <param name="dialect">The format to write.</param>
    public static TranslatedRequest Write(Conversation conversation, UpstreamEndpoint endpoint, Deployment deployment, string model, Dialect dialect)
    {
        conversation = SpokenDefaults.Without(endpoint.Defaults?.Complete(conversation) ?? conversation);
        dialect = dialect.For(model);
        var target = new RequestTarget { Model = model, Vendor = endpoint.Vendor, MaxOutputTokens = deployment.Facts.MaxOutputTokens };
        if (conversation.Source != dialect.Name)
        {
            target.LoseBound(conversation);
        }

        var freeText = dialect.TakesFreeText(endpoint.Vendor) ? [] : FreeTextTools.NamesOf(conversation);
        if (!dialect.TakesFreeText(endpoint.Vendor))
        {
            conversation = FreeTextTools.Wrap(conversation, target);
        }

        var output = new ArrayBufferWriter<byte>(UsualBody);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            dialect.WriteRequest(conversation, target, json);
        }

        return new TranslatedRequest(dialect, output.WrittenMemory, target.LossesOf(conversation)) { FreeText = freeText };
    }
}
