using System.Text.Json.Serialization;
using Fairlead.Explain;
using Fairlead.State;
using Fairlead.Telemetry;

namespace Fairlead.Gateway.Endpoints;

/// <summary>The gateway's own answers as JSON, generated: nothing is reflected on.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RouteExplanation))]
[JsonSerializable(typeof(RouterSnapshot))]
[JsonSerializable(typeof(RouterChange))]
[JsonSerializable(typeof(GoogleModelList))]
[JsonSerializable(typeof(GoogleModel))]
[JsonSerializable(typeof(GoogleTokenCount))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelEntry))]
[JsonSerializable(typeof(AnthropicModelList))]
[JsonSerializable(typeof(AnthropicModel))]
[JsonSerializable(typeof(TokenCount))]
[JsonSerializable(typeof(Liveness))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class GatewayJson : JsonSerializerContext;
