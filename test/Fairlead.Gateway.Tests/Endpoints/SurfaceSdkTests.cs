using System.ClientModel;
using System.ClientModel.Primitives;
using Fairlead.TestKit.Gateways;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Images;
using OpenAI.Moderations;

namespace Fairlead.Gateway.Tests.Endpoints;

/// <summary>OpenAI's own SDK against simulated deployments, at the endpoints beside conversations.</summary>
public sealed class SurfaceSdkTests : IAsyncLifetime
{
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync() => _gateway = await GatewayFixture.StartAsync("""
        model_list:
          - model_name: m
            litellm_params: { model: simulated/any, response_text: "I heard this." }
        """);

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task Image_IsAPng()
    {
        GeneratedImage image = await Client().GetImageClient("m").GenerateImageAsync("a fish");
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image.ImageBytes.ToArray()[..4]);
        GeneratedImageCollection two = await Client().GetImageClient("m").GenerateImagesAsync("a fish", 2);
        Assert.Equal(image.ImageBytes.ToArray(), two[1].ImageBytes.ToArray());
    }

    [Fact]
    public async Task Speech_IsAWave()
    {
        BinaryData sound = await Client().GetAudioClient("m").GenerateSpeechAsync("Hello there", GeneratedSpeechVoice.Alloy);
        Assert.Equal("RIFF"u8.ToArray(), sound.ToArray()[..4]);
    }

    [Fact]
    public async Task Moderation_Judges()
    {
        ModerationResultCollection verdicts = await Client().GetModerationClient("m").ClassifyTextAsync(["a fish", "pure violence"]);
        Assert.Equal([false, true], verdicts.Select(static verdict => verdict.Flagged));
        Assert.True(verdicts[1].Violence.Score > 0.8);
    }

    [Fact]
    public async Task Transcription_IsHeard()
    {
        var client = Client().GetAudioClient("m");
        AudioTranscription plain = await client.TranscribeAudioAsync(Sound(), "a.wav");
        AudioTranscription verbose = await client.TranscribeAudioAsync(Sound(), "a.wav", new AudioTranscriptionOptions { ResponseFormat = AudioTranscriptionFormat.Verbose });
        AudioTranslation translated = await client.TranslateAudioAsync(Sound(), "a.wav");
        Assert.Equal("I heard this.", plain.Text);
        Assert.Equal(TimeSpan.FromSeconds(3), verbose.Duration);
        Assert.Equal("I heard this.", translated.Text);

        static MemoryStream Sound() => new(new byte[1000]);
    }

    [Fact]
    public async Task ImageEdit_IsAPng()
    {
        GeneratedImage image = await Client().GetImageClient("m").GenerateImageEditAsync(new MemoryStream(new byte[400_000]), "a.png", "make it red");
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image.ImageBytes.ToArray()[..4]);
    }

    [Fact]
    public async Task Rerank_BestDocumentIsFirst()
    {
        using var response = await _gateway.PostAsync("/v2/rerank", """{"model":"m","query":"red fish","documents":["a blue bird","a red fish",{"text":"a fish"}],"top_n":2,"return_documents":true}""");
        using var json = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var results = json.RootElement.GetProperty("results");
        Assert.Equal([1, 2], results.EnumerateArray().Select(static one => one.GetProperty("index").GetInt32()));
        Assert.Equal("a red fish", results[0].GetProperty("document").GetProperty("text").GetString());
    }

    private OpenAIClient Client() => new(
        new ApiKeyCredential("sk-any"),
        new OpenAIClientOptions { Endpoint = new Uri(_gateway.Url + "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
