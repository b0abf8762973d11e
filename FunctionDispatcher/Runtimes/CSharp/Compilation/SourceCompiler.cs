using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>C# to an assembly in memory, in this process. The compiler is larger than the node and stays once it is loaded.</summary>
internal sealed class SourceCompiler : ISourceCompiler
{
    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using EventEdge.Contracts.Events;
        global using EventEdge.Contracts.Functions;
        global using EventEdge.Contracts.Measurements;
        global using EventEdge.Contracts.Rx;
        global using EventEdge.Contracts.Rx.EventTime;
        """;

    private static readonly CSharpParseOptions Parsing =
        CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest).WithFeatures([new("FileBasedProgram", "true")]);

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        nullableContextOptions: NullableContextOptions.Enable,
        concurrentBuild: false,
        deterministic: true);

    /// <inheritdoc />
    public CompilerAnswer Compile(CompilerRequest request)
    {
        // The image carries its symbols, so that a stack trace names the line.
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(request.Text, Encoding.UTF8), Parsing, request.Path);
        var usings = CSharpSyntaxTree.ParseText(SourceText.From(ImplicitUsings, Encoding.UTF8), Parsing, "usings");
        var compilation = CSharpCompilation.Create(request.Name, [tree, usings], request.References.Select(Reference), Options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        return result.Success ? new(image.ToArray(), []) : new(null, ErrorsOf(result.Diagnostics));
    }

    private static MetadataReference Reference(string path) => MetadataReference.CreateFromFile(path);

    private static CompilerError[] ErrorsOf(ImmutableArray<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(ErrorOf).Distinct().OrderBy(e => (e.Line, e.Column))];

    private static CompilerError ErrorOf(Diagnostic error)
    {
        var place = error.Location.GetLineSpan().StartLinePosition;
        return new(place.Line + 1, place.Character + 1, $"{error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}");
    }
}
