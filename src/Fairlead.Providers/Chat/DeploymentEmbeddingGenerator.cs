using System.Buffers;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.Json;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>An embedding generator for one deployment that speaks OpenAI's embeddings format. Thread-safe.</summary>
/// <remarks>Members of <see cref="EmbeddingGenerationOptions.AdditionalProperties"/> are sent as members of the body. The <see cref="UpstreamClient"/> is not disposed with it.</remarks>
public sealed class DeploymentEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly UpstreamClient _upstream;
    private readonly Deployment _deployment;

    /// <summary>The caller limits the time of a call by its token, as the router does; else the deployment's own time counts.</summary>
    internal bool IsTimed { get; init; }

    /// <summary>Builds the generator.</summary>
    /// <param name="upstream">Makes the calls.</param>
    /// <param name="deployment">Whom to call.</param>
    public DeploymentEmbeddingGenerator(UpstreamClient upstream, Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        ArgumentNullException.ThrowIfNull(deployment);
        _upstream = upstream;
        _deployment = deployment;
    }

    /// <inheritdoc />
    /// <exception cref="UpstreamException">The call failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var model = options?.ModelId ?? _deployment.UpstreamModel;
        var reply = await UpstreamCalls.SendAsync(
            _upstream, _deployment, Surface.Embeddings, model, Write(model, values, options), stream: false, IsTimed, cancellationToken).ConfigureAwait(false);
        await using (reply.ConfigureAwait(false))
        {
            return EmbeddingReader.Read(await ReplyBody.ReadAllAsync(reply, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata)
                ? new EmbeddingGeneratorMetadata(_deployment.Provider, null, _deployment.UpstreamModel)
            : serviceType == typeof(Deployment) ? _deployment
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the <see cref="UpstreamClient"/> belongs to whoever made it.</summary>
    public void Dispose()
    {
    }

    private static ReadOnlyMemory<byte> Write(string model, IEnumerable<string> values, EmbeddingGenerationOptions? options)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteString("model"u8, model);
        writer.WriteStartArray("input"u8);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
        if (options?.Dimensions is { } dimensions)
        {
            writer.WriteNumber("dimensions"u8, dimensions);
        }

        foreach (var (key, value) in options?.AdditionalProperties ?? [])
        {
            if (value is not null && key is not ("model" or "input" or "dimensions")
                && !key.StartsWith(RoutingKeys.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                writer.WritePropertyName(key);
                JsonValues.Write(writer, value);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
