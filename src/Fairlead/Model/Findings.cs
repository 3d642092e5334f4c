using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>Collects findings that have a key path and no position yet.</summary>
internal sealed class Findings(List<ConfigDiagnostic> list)
{
    public void Error(string path, string message, string? mend = null) =>
        list.Add(new ConfigDiagnostic(ConfigSeverity.Error, Source: "", Line: 0, Column: 0, path, message, mend));

    public void Warning(string path, string message, string? mend = null) =>
        list.Add(new ConfigDiagnostic(ConfigSeverity.Warning, Source: "", Line: 0, Column: 0, path, message, mend));

    public void NotNegative(string path, double? value)
    {
        if (value is { } number && !(number >= 0 && double.IsFinite(number)))
        {
            Error(path, $"is {number}; expected a number not below 0");
        }
    }

    public void AtLeast(string path, int? value, int least)
    {
        if (value < least)
        {
            Error(path, $"is {value}; expected a whole number not below {least}");
        }
    }

    public void AboveZero(string path, TimeSpan? value)
    {
        if (value <= TimeSpan.Zero)
        {
            Error(path, $"is {value.Value.TotalSeconds} s; expected a time above 0");
        }
    }
}
