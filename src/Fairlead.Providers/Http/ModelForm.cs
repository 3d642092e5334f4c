using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Providers.Profiles;

namespace Fairlead.Providers.Http;

/// <summary>What depends on the model's name: its JSON form and the URLs.</summary>
internal sealed class ModelForm
{
    private ModelForm(string model, byte[] quoted, Uri[] urls)
    {
        Model = model;
        Quoted = quoted;
        Urls = urls;
    }

    public string Model { get; }

    /// <summary>The name as a JSON string, quotes included.</summary>
    public byte[] Quoted { get; }

    /// <summary>The URLs by <see cref="Surface"/>.</summary>
    public Uri[] Urls { get; }

    /// <summary>Builds one; null when the name cannot stand in a URL that needs it.</summary>
    public static ModelForm? Create(string model, EndpointUrls urls)
    {
        var name = JsonEncodedText.Encode(model, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        return urls.For(model) is { } built ? new ModelForm(model, [(byte)'"', .. name, (byte)'"'], built) : null;
    }
}
