using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fairlead.Chat;

/// <summary>Reads the HTTP status that vendors' exceptions carry in a property named <c>Status</c> or <c>StatusCode</c>.</summary>
/// <remarks>
/// <c>System.ClientModel.ClientResultException</c> and <c>Azure.RequestFailedException</c> name it <c>Status</c>, <c>HttpRequestException</c>
/// and most others <c>StatusCode</c>. Without it a 400 of theirs would look like a failure of the deployment.
/// </remarks>
internal static class ExceptionStatus
{
    private static readonly ConditionalWeakTable<Type, Property> Properties = [];

    /// <summary>The status, or 0 where there is none.</summary>
    public static int Read(Exception exception)
    {
        var property = Properties.GetValue(exception.GetType(), static type => new Property(Find(type)));
        if (property.Info is null)
        {
            return 0;
        }

        // Boundary: a property of somebody else's exception; reading it must not hide the failure itself.
        try
        {
            return property.Info.GetValue(exception) switch
            {
                int status when status is >= 100 and < 600 => status,
                Enum code when Convert.ToInt32(code, null) is >= 100 and < 600 and var status => status,
                _ => 0,
            };
        }
        catch (Exception)
        {
            return 0;
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Where trimming removed the property, the status counts as unknown: the failure is then a server error.")]
    private static PropertyInfo? Find(Type type)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance;
        foreach (var property in type.GetProperties(Flags))
        {
            var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (property.Name is "Status" or "StatusCode" && (value == typeof(int) || value.IsEnum) && property.GetIndexParameters().Length == 0)
            {
                return property;
            }
        }

        return null;
    }

    private sealed class Property(PropertyInfo? info)
    {
        public PropertyInfo? Info { get; } = info;
    }
}
