namespace Fairlead.Providers.Translation;

/// <summary>Who speaks.</summary>
internal enum Role
{
    /// <summary>Instructions of whoever runs the application.</summary>
    System,

    /// <summary>The same, as OpenAI's newer models call it.</summary>
    Developer,

    /// <summary>The person.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>Tools, answering the model's calls.</summary>
    Tool,
}
