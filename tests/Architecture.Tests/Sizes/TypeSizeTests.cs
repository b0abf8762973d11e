using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventEdge.Architecture.Tests.Sizes;

/// <summary>
/// A type fits in the reader's head: its partial parts together, what is nested in it included.
/// </summary>
public sealed class TypeSizeTests
{
    private const int LineLimit = 250;

    /// <summary>A test type is a list that is not read through; one promise more must not mean another file at once.</summary>
    private const int TestLineLimit = 270;

    private static readonly Lazy<Dictionary<string, int>> Sizes = new(() =>
        (from source in Repository.Sources
         from type in Declarations(source)
         group type.Lines by type.Name)
        .ToDictionary(parts => parts.Key, parts => parts.Sum(), StringComparer.Ordinal));

    [Fact]
    public void A_type_fits_in_the_reader_s_head_with_all_its_parts() =>
        Offences.MustBeEmpty(
            from type in Offences.MustNotBeEmpty(Sizes.Value, "types")
            let limit = LimitOf(type.Key)
            where type.Value > limit
            orderby type.Value descending
            select $"{type.Key}: {type.Value} lines, may have {limit}",
            $"No type has more than {LineLimit} lines, partial parts added together; split it by what it does:");

    [Fact]
    public void Parts_in_several_files_are_added_together()
    {
        var sizes = new[] { "namespace A;\n[Serializable]\npartial class B\n{\n}\n",
            "namespace A;\n/// <summary>B.</summary>\npartial class B\n{\n  class C\n  {\n  }\n}\n" }
            .SelectMany(text => Declarations(new SourceFile("a.cs", text)));
        Assert.Equal([("A.B", 4), ("A.B", 6)], sizes);
    }

    private static int LimitOf(string type) => type.Contains(".Tests.", StringComparison.Ordinal) ? TestLineLimit : LineLimit;

    private static IEnumerable<(string Name, int Lines)> Declarations(SourceFile source) =>
        from type in CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes(node => node is not TypeDeclarationSyntax)
            .OfType<TypeDeclarationSyntax>()
        let home = type.Parent is BaseNamespaceDeclarationSyntax home ? $"{home.Name}." : string.Empty
        let lines = type.GetLocation().GetLineSpan()
        select ($"{home}{type.Identifier}{type.TypeParameterList}", lines.EndLinePosition.Line - lines.StartLinePosition.Line + 1);
}
