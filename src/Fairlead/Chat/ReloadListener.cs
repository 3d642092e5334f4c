using Fairlead.Configuration;

namespace Fairlead.Chat;

/// <summary>Hears how a change of the configuration ended.</summary>
/// <param name="findings">What was found; an error among it means that the old configuration stays in force.</param>
public delegate void ReloadListener(IReadOnlyList<ConfigDiagnostic> findings);
