using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Fairlead.Tests.Architecture;

/// <summary>Everything an assembly offers, as text: one line a member, sorted, so that a change shows in the diff.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(TypeLine(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string TypeLine(Type type)
    {
        var kind = type.IsEnum ? "enum"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var bases = type.GetInterfaces()
            .Where(i => i.IsPublic && (type.BaseType is null || !i.IsAssignableFrom(type.BaseType)))
            .Select(Name)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (kind.EndsWith("class", StringComparison.Ordinal) && type.BaseType is { } parent && parent != typeof(object))
        {
            bases.Insert(0, Name(parent));
        }

        var name = type.Namespace!.StartsWith("Fairlead", StringComparison.Ordinal) ? Name(type) : $"{type.Namespace}.{Name(type)}";
        return bases.Count == 0 || kind is "enum" or "delegate" ? $"{kind} {name}" : $"{kind} {name} : {string.Join(", ", bases)}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Enum.Format(type, Enum.Parse(type, name), "d")}");
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [Method(type.GetMethod("Invoke")!)];
        }

        return type.GetConstructors(Declared).Where(IsOffered).Select(c => $"new({Parameters(c)})")
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic && !f.IsSpecialName).Select(Field))
            .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(nonPublic: true).Any(IsOffered)).Select(Property))
            .Concat(type.GetEvents(Declared).Where(e => IsOffered(e.AddMethod!)).Select(e => $"event {Name(e.EventHandlerType!)} {e.Name}"))
            .Concat(type.GetMethods(Declared).Where(m => IsOffered(m) && !IsAccessor(m) && !IsOfARecord(m)).Select(Method));
    }

    private static bool IsOffered(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    // What every record has; its line says that it is one through IEquatable.
    private static bool IsOfARecord(MethodInfo method) =>
        method.GetCustomAttribute<CompilerGeneratedAttribute>() is not null && method.Name != "Deconstruct";

    private static string Field(FieldInfo field)
    {
        var constant = field.IsLiteral ? $" = {Value(field.GetRawConstantValue())}" : "";
        var modifier = field.IsLiteral ? "const " : field.IsStatic ? "static " : "";
        return $"{modifier}{Name(field.FieldType)}{Mark(Nullability.Create(field))} {field.Name}{constant}";
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = new List<string>();
        if (property.GetMethod is { } get && IsOffered(get))
        {
            accessors.Add("get;");
        }

        if (property.SetMethod is { } set && IsOffered(set))
        {
            accessors.Add(set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;");
        }

        var any = property.GetAccessors(nonPublic: true)[0];
        var required = property.GetCustomAttribute<RequiredMemberAttribute>() is null ? "" : "required ";
        var index = property.GetIndexParameters() is { Length: > 0 } keys ? $"[{string.Join(", ", keys.Select(Parameter))}]" : "";
        return $"{Modifier(any)}{required}{Name(property.PropertyType)}{Mark(Nullability.Create(property))} {property.Name}{index} {{ {string.Join(' ', accessors)} }}";
    }

    private static string Method(MethodInfo method)
    {
        var generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Modifier(method)}{Name(method.ReturnType)}{Mark(Nullability.Create(method.ReturnParameter))} {method.Name}{generics}({Parameters(method)})";
    }

    private static string Modifier(MethodInfo method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : method.IsAbstract ? "abstract " : "");

    private static string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var way = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : "";
        var spread = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var preset = parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue)}" : "";
        return $"{way}{spread}{Name(parameter.ParameterType)}{Mark(Nullability.Create(parameter))} {parameter.Name}{preset}";
    }

    private static string Mark(NullabilityInfo info) =>
        !(info.Type.IsByRef ? info.Type.GetElementType()! : info.Type).IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "";

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Name(value)}?";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        // Own types in full, others by their name: that is enough to tell them apart.
        var name = type.Assembly == typeof(object).Assembly || !type.FullName!.StartsWith("Fairlead", StringComparison.Ordinal)
            ? type.Name
            : type.FullName.Split('[')[0];
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
