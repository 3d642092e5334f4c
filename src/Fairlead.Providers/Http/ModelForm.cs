using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Providers.Profiles;

namespace Fairlead.Providers.Http;

/// <summary>What depends on the model's name: its JSON form and the addresses.</summary>
internal sealed class ModelForm(string model, UrlScheme urls)
{
    private static readonly int Surfaces = Enum.GetValues<Surface>().Length;

    // By endpoint, whole and streamed. Two threads may both build one: they are alike, and the last one stays.
    private readonly Uri?[] _urls = new Uri?[2 * Surfaces];

    public string Model { get; } = model;

    /// <summary>The name as a JSON string, quotes included.</summary>
    public byte[] Quoted { get; } = [(byte)'"', .. JsonEncodedText.Encode(model, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>An endpoint's address; null where there is none.</summary>
    public Uri? UrlOf(Surface surface, bool stream)
    {
        ref var url = ref _urls[2 * (int)surface + (stream ? 1 : 0)];
        return url ??= urls.For(Model, surface, stream);
    }
}
