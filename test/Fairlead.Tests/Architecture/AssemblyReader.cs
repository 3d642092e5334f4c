using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Fairlead.Tests.Architecture;

/// <summary>What a built assembly refers to, read from its metadata without loading it.</summary>
internal sealed class AssemblyReader
{
    private AssemblyReader(MetadataReader reader)
    {
        Assemblies = [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];
        Types = [.. reader.TypeReferences.Select(handle => Name(reader, handle))];
        Members = [.. reader.MemberReferences.Select(handle => Member(reader, handle)).OfType<string>()];
    }

    /// <summary>Names of the assemblies referred to.</summary>
    public IReadOnlyList<string> Assemblies { get; }

    /// <summary>Full names of the types referred to.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>Members of other assemblies' types, as <c>Namespace.Type.Member</c>.</summary>
    public IReadOnlyList<string> Members { get; }

    public static AssemblyReader Of(string assembly)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        using var image = new PEReader(file);
        return new AssemblyReader(image.GetMetadataReader());
    }

    private static string Name(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{Name(reader, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{reader.GetString(type.Namespace)}.{name}";
    }

    private static string? Member(MetadataReader reader, MemberReferenceHandle handle)
    {
        var member = reader.GetMemberReference(handle);
        return member.Parent.Kind == HandleKind.TypeReference
            ? $"{Name(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}"
            : null;
    }
}
