namespace Fairlead.Providers.Translation.Reasoning;

/// <summary>How signed reasoning comes back on the next turn from a client whose format has no place for it.</summary>
internal enum ReasoningCarriage
{
    /// <summary>Kept here for a while, by the id of the tool call it led to. Ids stay as the vendors gave them; another node does not know it.</summary>
    Cache,

    /// <summary>Packed into the ids of tool calls: any node can read it, for as long as the client keeps the conversation; ids grow by the reasoning's length.</summary>
    Ids,

    /// <summary>Not at all: vendors that ask for it back refuse the next turn, or think anew.</summary>
    Off,
}
