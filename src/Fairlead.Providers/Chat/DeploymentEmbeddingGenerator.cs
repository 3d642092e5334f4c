using System.Buffers;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIEmbeddings;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>An embedding generator for one deployment, in whichever format it speaks. Thread-safe.</summary>
/// <remarks>
/// Members of <see cref="EmbeddingGenerationOptions.AdditionalProperties"/> are read as members of an OpenAI request, under their names there (<c>input_type</c> says what
/// the vectors are for); one that nobody knows is sent to the deployment as it is. More inputs than the vendor takes at once are sent in several calls.
/// The <see cref="UpstreamClient"/> is not disposed with it.
/// </remarks>
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
        var call = UpstreamCalls.Of(_deployment, model, stream: false, IsTimed);
        var outcome = await EmbeddingCalls.SendAsync(_upstream, Request(values, options), call, cancellationToken).ConfigureAwait(false);
        if (outcome.Answer is { } answer)
        {
            return Embeddings(answer);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var failure = outcome.Failure;
        throw new UpstreamException(failure.Kind, failure.Status, failure.Reason, failure.RetryAfter);
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

    private static EmbeddingRequest Request(IEnumerable<string> values, EmbeddingGenerationOptions? options)
    {
        var request = new EmbeddingRequest { Dimensions = options?.Dimensions };
        foreach (var value in values)
        {
            request.Inputs.Add(new EmbeddingInput(Utf8Text.Of(value)));
        }

        if (options?.AdditionalProperties is { Count: > 0 } extras)
        {
            using var body = JsonBody.Parse(Write(extras));
            try
            {
                OpenAIEmbeddingRequestReader.Read(body, request);
            }
            catch (WireException e)
            {
                throw new UpstreamException(FailureKind.BadRequest, 0, $"AdditionalProperties: {e.Message}", inner: e);
            }
        }

        return request;
    }

    private static ReadOnlyMemory<byte> Write(AdditionalPropertiesDictionary extras)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonWriting.Options);
        writer.WriteStartObject();
        foreach (var (key, value) in extras)
        {
            if (value is not null && key is not ("model" or "input" or "dimensions") && !key.StartsWith(RoutingKeys.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                writer.WritePropertyName(key);
                JsonValues.Write(writer, value);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static GeneratedEmbeddings<Embedding<float>> Embeddings(EmbeddingAnswer answer)
    {
        var model = answer.Model.Length > 0 ? answer.Model : null;
        return new GeneratedEmbeddings<Embedding<float>>(answer.Vectors.Select(vector => new Embedding<float>(vector) { ModelId = model }))
        {
            Usage = answer.Usage is { } usage ? ResponseBuilder.Usage(usage) : null,
        };
    }
}
