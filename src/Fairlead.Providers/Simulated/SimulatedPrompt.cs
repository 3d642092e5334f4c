using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Simulated;

/// <summary>What the simulated provider reads of a conversation.</summary>
/// <param name="Conversation">The request.</param>
/// <param name="Tokens">Tokens of the prompt.</param>
internal sealed record SimulatedPrompt(Conversation Conversation, int Tokens)
{
    /// <summary>English text has about four characters a token, by OpenAI's own rule of thumb.</summary>
    private const int CharactersPerToken = 4;

    /// <summary>Whether tools may be called: the request offers some, does not forbid them, and does not bring the results of the last calls.</summary>
    public bool OffersTools =>
        Conversation.Tools.Count > 0
        && Conversation.ToolChoice?.Mode != ToolMode.None
        && Conversation.Turns is not [.., { Role: Role.Tool }];

    /// <summary>Reads a request.</summary>
    /// <param name="dialect">Its format.</param>
    /// <param name="call">The call.</param>
    /// <param name="fault">Why it is refused; null when it is not.</param>
    /// <returns>Null when it is refused.</returns>
    public static SimulatedPrompt? Read(Dialect dialect, in SimulatedCall call, out string? fault)
    {
        try
        {
            // The texts are counted here and not kept: the body may be gone before the answer is.
            using var body = JsonBody.Parse(call.Body);
            var conversation = dialect.ReadRequest(body, null);
            conversation.Stream |= call.Stream;
            if (conversation.MaxOutputTokens < 1)
            {
                fault = "The most tokens of the answer must be at least 1.";
                return null;
            }

            fault = null;
            return new SimulatedPrompt(conversation, Math.Max(1, Characters(conversation) / CharactersPerToken));
        }
        catch (Exception e) when (WireFault.Is(e))
        {
            // Boundary: a request that is not what its format says.
            fault = WireFault.Of(e, call.Body.Span).Message;
            return null;
        }
    }

    /// <summary>Whether the last calls come back without the signed thoughts that led to them, as Claude with thinking and Gemini 3 refuse it.</summary>
    public bool LacksSignature(SignedBy vendor)
    {
        var last = Conversation.Turns.FindLast(static turn => turn.Role == Role.Assistant);
        return Conversation.Turns is [.., { Role: Role.Tool }]
            && last is not null
            && !last.Parts.Exists(part => part.Signature.IsFor(vendor));
    }

    private static int Characters(Conversation conversation)
    {
        var sum = 0;
        foreach (var turn in conversation.Turns)
        {
            sum += Characters(turn.Parts);
        }

        return sum;
    }

    private static int Characters(List<Part> parts)
    {
        var sum = 0;
        foreach (var part in parts)
        {
            sum += part switch
            {
                TextPart text => text.Text.Memory.Length,
                ToolResultPart result => Characters(result.Content),
                MediaPart { Text.IsEmpty: false } document => document.Text.Memory.Length,
                _ => 0,
            };
        }

        return sum;
    }
}
