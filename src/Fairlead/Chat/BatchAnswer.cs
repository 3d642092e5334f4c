using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>One model's answer to one of several prompts: the response, or why there is none.</summary>
/// <param name="Model">The model asked.</param>
/// <param name="Response">Its answer; null when nobody answered for it.</param>
/// <param name="Failure">Why nobody did, with every attempt; null when somebody did.</param>
public sealed record BatchAnswer(string Model, ChatResponse? Response, RoutingException? Failure);
