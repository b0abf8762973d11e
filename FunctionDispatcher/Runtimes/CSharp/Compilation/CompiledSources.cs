using System.Text;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>Sources to images: compiled once for each content, found again ever after.</summary>
internal sealed class CompiledSources(PackageFolders packages, ImageStore store, ISourceCompiler compiler)
{
    /// <summary>Longest source, in bytes.</summary>
    public const int SizeLimit = 1 << 20;

    /// <summary>The image of a source, or every problem of it.</summary>
    /// <exception cref="FunctionLoadException">The compiler itself cannot be run.</exception>
    public (FunctionImage? Image, IReadOnlyList<ConfigProblem> Problems) Obtain(SourceFile source)
    {
        if (source.Problems.ToList() is { Count: > 0 } directives) return (null, directives);
        if (!TryResolve(source, out var assemblies, out var problems)) return (null, problems);
        var name = ImageName(source.Content);
        if (store.Find(name) is { } known) return (Image(source, known, assemblies), []);
        var (image, errors) = compiler.Compile(new(source.Path, source.Text, [.. HostReferences.Files(), .. assemblies]));
        if (image is null) return (null, [.. errors.Select(e => source.ProblemAt(e.Line, e.Column, e.Message))]);
        store.Keep(SourceName(source.Content), Encoding.UTF8.GetBytes(source.Text));
        store.Keep(name, image);
        return (Image(source, image, assemblies), []);
    }

    /// <summary>A source as it was when it was compiled; null when it is not kept any more.</summary>
    public SourceFile? Find(string path, string content) =>
        store.Find(SourceName(content)) is { } bytes ? new(path, Encoding.UTF8.GetString(bytes), content) : null;

    private bool TryResolve(SourceFile source, out IReadOnlyList<string> assemblies, out IReadOnlyList<ConfigProblem> problems)
    {
        try
        {
            (assemblies, problems) = (packages.Resolve(source.Packages.Select(p => p.Package)), []);
            return true;
        }
        catch (FunctionLoadException missing)
        {
            assemblies = [];
            problems = [source.ProblemAt(source.Packages[0].Line, 1, missing.Message)];
            return false;
        }
    }

    private static FunctionImage Image(SourceFile source, byte[] bytes, IReadOnlyList<string> assemblies) =>
        new(source.Path, bytes, null, name => assemblies.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == name));

    private static string SourceName(string content) => $"{content}.cs";

    private static string ImageName(string content) => $"{content}.{HostReferences.Build}.dll";
}
