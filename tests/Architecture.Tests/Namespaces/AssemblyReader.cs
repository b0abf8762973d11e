using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace EventEdge.Architecture.Tests.Namespaces;

/// <summary>
/// Reads from a compiled assembly which of its types each type needs: bases, signatures, attributes, and every instruction of every method.
/// What a compiler has resolved needs no guess at names; only constants and <c>nameof</c> leave no trace.
/// </summary>
internal sealed class AssemblyReader
{
    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly string _root;
    private readonly TypeCollector _mentioned = new();
    private readonly NamespaceGraph _graph = new();

    private AssemblyReader(PEReader file, string root)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        _root = root;
    }

    /// <param name="path">The assembly's file.</param>
    /// <param name="root">The room's own namespace, which is left out of the names: <c>EventEdge.EdgeBridge</c>.</param>
    public static NamespaceGraph Read(string path, string root)
    {
        using var file = new PEReader(File.OpenRead(path));
        return new AssemblyReader(file, root).Read();
    }

    private NamespaceGraph Read()
    {
        foreach (var handle in _metadata.TypeDefinitions)
        {
            if (NamespaceOf(handle) is not { } home) continue;
            _graph.AddNamespace(home);
            _mentioned.Types.Clear();
            Collect(_metadata.GetTypeDefinition(handle));
            foreach (var other in _mentioned.Types)
            {
                if (NamespaceOf(other) is { } target) _graph.AddUse(home, target, $"{OuterName(handle)} → {OuterName(other)}");
            }
        }

        return _graph;
    }

    private void Collect(TypeDefinition type)
    {
        Collect(type.BaseType);
        Collect(type.GetCustomAttributes());
        Collect(type.GetGenericParameters());
        foreach (var handle in type.GetInterfaceImplementations()) Collect(_metadata.GetInterfaceImplementation(handle).Interface);
        foreach (var handle in type.GetFields())
        {
            var field = _metadata.GetFieldDefinition(handle);
            field.DecodeSignature(_mentioned, null);
            Collect(field.GetCustomAttributes());
        }

        foreach (var handle in type.GetProperties()) Collect(_metadata.GetPropertyDefinition(handle).GetCustomAttributes());
        foreach (var handle in type.GetMethods()) Collect(_metadata.GetMethodDefinition(handle));
    }

    private void Collect(MethodDefinition method)
    {
        method.DecodeSignature(_mentioned, null);
        Collect(method.GetCustomAttributes());
        Collect(method.GetGenericParameters());
        foreach (var handle in method.GetParameters()) Collect(_metadata.GetParameter(handle).GetCustomAttributes());
        if (method.RelativeVirtualAddress == 0) return;
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_mentioned, null);
        foreach (var region in body.ExceptionRegions) Collect(region.CatchType);
        foreach (var token in Instructions.Tokens(body.GetILReader())) Collect(token);
    }

    private void Collect(CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes) Collect(_metadata.GetCustomAttribute(handle).Constructor);
    }

    private void Collect(GenericParameterHandleCollection parameters)
    {
        foreach (var handle in parameters)
        {
            foreach (var constraint in _metadata.GetGenericParameter(handle).GetConstraints())
                Collect(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void Collect(EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _mentioned.Types.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_mentioned, null);
                break;
            case HandleKind.MethodDefinition:
                _mentioned.Types.Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                _mentioned.Types.Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Collect(_metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
            case HandleKind.MethodSpecification:
                var call = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Collect(call.Method);
                call.DecodeSignature(_mentioned, null);
                break;
        }
    }

    private void Collect(MemberReference member)
    {
        Collect(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Method) member.DecodeMethodSignature(_mentioned, null);
        else member.DecodeFieldSignature(_mentioned, null);
    }

    private TypeDefinition Outer(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? Outer(outer) : type;
    }

    private string OuterName(TypeDefinitionHandle handle) => _metadata.GetString(Outer(handle).Name);

    private string? NamespaceOf(TypeDefinitionHandle handle)
    {
        var name = _metadata.GetString(Outer(handle).Namespace);
        if (name == _root) return string.Empty;
        return name.StartsWith(_root + ".", StringComparison.Ordinal) ? name[(_root.Length + 1)..] : null;
    }
}
