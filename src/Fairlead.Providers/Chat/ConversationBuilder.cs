using System.Buffers;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>Reads Microsoft.Extensions.AI's messages and options into a conversation.</summary>
internal static class ConversationBuilder
{
    /// <summary>The name of this source in a <see cref="Conversation"/>.</summary>
    public const string Source = "ext.ai";

    // M.E.AI's own key for OpenAI's "strict"; steers the schema and is no member of any body.
    private const string StrictSchemaKey = "strictJsonSchema";

    /// <summary>Reads them.</summary>
    /// <exception cref="UpstreamException">They hold what no format has a place for.</exception>
    public static Conversation Build(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        var conversation = new Conversation { Source = Source, Stream = stream, IncludeUsage = true };
        if (!string.IsNullOrEmpty(options?.Instructions))
        {
            var turn = new Turn(Role.System);
            turn.Parts.Add(new TextPart(Utf8Text.Of(options.Instructions)));
            conversation.Turns.Add(turn);
        }

        foreach (var message in messages)
        {
            TurnBuilder.Add(message, conversation.Turns);
        }

        if (options is not null)
        {
            Options(options, conversation);
        }

        return conversation;
    }

    private static void Options(ChatOptions options, Conversation conversation)
    {
        conversation.Temperature = Real(options.Temperature);
        conversation.TopP = Real(options.TopP);
        conversation.TopK = options.TopK;
        conversation.FrequencyPenalty = Real(options.FrequencyPenalty);
        conversation.PresencePenalty = Real(options.PresencePenalty);
        conversation.Seed = options.Seed;
        conversation.MaxOutputTokens = options.MaxOutputTokens;
        conversation.Stop.AddRange(options.StopSequences ?? []);
        if (options.Reasoning is { } reasoning)
        {
            conversation.Reasoning = new ReasoningRequest { Effort = EffortName(reasoning.Effort), Show = reasoning.Output is { } output ? output != ReasoningOutput.None : null };
        }

        foreach (var tool in options.Tools ?? [])
        {
            conversation.Tools.Add(Tool(tool));
        }

        conversation.ToolChoice = options.ToolMode switch
        {
            NoneChatToolMode => new ToolChoice(ToolMode.None),
            AutoChatToolMode => new ToolChoice(ToolMode.Auto),
            RequiredChatToolMode { RequiredFunctionName: null } => new ToolChoice(ToolMode.Required),
            RequiredChatToolMode { RequiredFunctionName: { } name } => new ToolChoice(ToolMode.Named, name),
            _ => null,
        };
        conversation.ParallelToolCalls = options.AllowMultipleToolCalls;
        conversation.Output = Output(options);
        Extras(options.AdditionalProperties, conversation);
    }

    // Written as the caller wrote it: 0.9f is 0.9, not 0.8999999761581421.
    private static double? Real(float? value) => value is { } number ? (double)(decimal)number : null;

    private static ToolDefinition Tool(AITool tool) => tool switch
    {
        AIFunctionDeclaration function => new ToolDefinition
        {
            Name = function.Name,
            Description = string.IsNullOrEmpty(function.Description) ? null : function.Description,
            Schema = RawJson.Of(function.JsonSchema.GetRawText()),
            Strict = function.AdditionalProperties.TryGetValue("strict", out var strict) && strict is bool flag ? flag : null,
        },
        HostedWebSearchTool => new ToolDefinition { Kind = ToolKind.WebSearch },
        // Left out silently, the model would answer without what the caller asked for.
        _ => throw new UpstreamException(FailureKind.Unsupported, 0, $"the tool '{tool.Name}' is neither a function nor a web search, and no other tool has a place in every format"),
    };

    private static OutputFormat? Output(ChatOptions options) => options.ResponseFormat switch
    {
        null => null,
        ChatResponseFormatJson { Schema: { } schema } json => new OutputFormat(OutputKind.Schema)
        {
            Name = json.SchemaName ?? "json_schema",
            Description = string.IsNullOrEmpty(json.SchemaDescription) ? null : json.SchemaDescription,
            Schema = RawJson.Of(schema.GetRawText()),
            Strict = options.AdditionalProperties?.TryGetValue(StrictSchemaKey, out var strict) == true && strict is bool flag ? flag : null,
        },
        ChatResponseFormatJson => new OutputFormat(OutputKind.Json),
        _ => new OutputFormat(OutputKind.Text),
    };

    private static string? EffortName(ReasoningEffort? effort) => effort switch
    {
        null => null,
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        _ => throw new ArgumentOutOfRangeException(nameof(effort), effort, null),
    };

    // What the caller wrote by its wire name wins over the typed option: it is read last, by whoever reads requests off the wire.
    private static void Extras(AdditionalPropertiesDictionary? extras, Conversation conversation)
    {
        if (extras is not { Count: > 0 })
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            json.WriteStartObject();
            foreach (var (key, value) in extras)
            {
                // Null means "not set" in these options; the router's own keys are not the upstream's business.
                if (value is not null && !IsReserved(key))
                {
                    json.WritePropertyName(key);
                    JsonValues.Write(json, value);
                }
            }

            json.WriteEndObject();
        }

        using var body = JsonBody.Parse(buffer.WrittenMemory);
        try
        {
            new ChatRequestReader(body, null, conversation).Read();
        }
        catch (WireException e)
        {
            throw new UpstreamException(FailureKind.BadRequest, 0, $"AdditionalProperties: {e.Message}", inner: e);
        }
    }

    private static bool IsReserved(string key) =>
        key.StartsWith(RoutingKeys.Prefix, StringComparison.OrdinalIgnoreCase)
        || key.Equals(StrictSchemaKey, StringComparison.OrdinalIgnoreCase)
        || key is "model" or "messages" or "stream" or "stream_options";
}
