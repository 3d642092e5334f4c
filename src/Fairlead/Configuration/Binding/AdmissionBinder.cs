using System.Globalization;
using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>admission</c>.</summary>
internal static class AdmissionBinder
{
    /// <summary>The settings; null when the key is not set. An empty map is set: the defaults.</summary>
    public static AdmissionSettings? Bind(BindContext context, MapReader router)
    {
        var isSet = router.Find("admission") is { Value.Kind: not NodeKind.Null };
        var reader = router.Map("admission", ConfigSections.Admission);
        if (!isSet)
        {
            return null;
        }

        var settings = new AdmissionSettings
        {
            MaxQueue = reader.Whole("max_queue"),
            Timeout = reader.Duration("timeout"),
            WaitForCooldowns = reader.Truth("wait_for_cooldowns"),
            Reserved = Reserved(context, reader),
        };
        reader.ReportUnused(onlySlips: false);
        return settings;
    }

    private static Dictionary<int, int> Reserved(BindContext context, MapReader reader)
    {
        var reserved = new Dictionary<int, int>();
        foreach (var (name, value, path) in reader.Entries("reserved", "priorities with numbers of places"))
        {
            if (!int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority))
            {
                context.Error(path, value, "expected a priority, a whole number, before the colon");
            }
            else if (!value.IsScalar || !int.TryParse(context.Resolve(value, path).Scalar, NumberStyles.None, CultureInfo.InvariantCulture, out var places))
            {
                context.Error(path, value, $"expected a whole number of places, 0 or more; found {value.KindName}");
            }
            else
            {
                reserved[priority] = places;
            }
        }

        return reserved;
    }
}
