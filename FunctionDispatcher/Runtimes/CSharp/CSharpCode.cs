using System.Text;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>The C# that bindings name, by its content: what was checked is what is loaded. Safe for concurrent use.</summary>
internal sealed class CSharpCode(CodeFolder folder) : ICodeReader, IDisposable
{
    private readonly ImageStore _store = folder.Kept;
    private readonly ISourceCompiler _compiler = folder.CompilerCommand is { } command ? new CompilerProcess(command)
        : new SourceCompiler();

    private CompiledSources Sources => new(PackageFolders.Of(folder.BaseDirectory), _store, _compiler);

    public IReadOnlyList<CodeReading> Read(FunctionConfig function) => [Read(((CSharpFunctionConfig)function).Csharp)];

    private CodeReading Read(CSharpConfig code)
    {
        var file = FileOf(code);
        if (!TryRead(file, out var bytes, out var obstacle)) return new(code.Path, file, string.Empty) { Obstacle = obstacle };
        var reading = new CodeReading(code.Path, file, ContentHash.Of(bytes));
        if (code.Source is null)
        {
            _store.Keep(AssemblyName(reading.Content), bytes);
            return Inspected(reading, FunctionImage.Beside(file, code.Path, bytes), code);
        }

        try
        {
            var (image, problems) = Sources.Obtain(SourceOf(code, bytes, reading.Content));
            return image is null ? reading with { Problems = problems } : Inspected(reading, image, code);
        }
        catch (FunctionLoadException failure)
        {
            return reading with { Obstacle = failure.Message };
        }
    }

    /// <summary>Ends the compiler, if it runs.</summary>
    public void Dispose() => (_compiler as IDisposable)?.Dispose();

    /// <summary>Loads a function's code as it was when the configuration was read, and makes an object of its class.</summary>
    /// <exception cref="FunctionLoadException">It cannot be used.</exception>
    public LoadedFunction Load(CSharpFunctionConfig function, FunctionContext context)
    {
        var code = function.Csharp;
        var image = code.Source is null ? AssemblyOf(code, function.Content) : CompiledOf(code, function.Content);
        return CSharpFunctionLoader.Load(image, code.Class, context);
    }

    private FunctionImage AssemblyOf(CSharpConfig code, string? content)
    {
        var file = FileOf(code);
        return content is not null && _store.Find(AssemblyName(content)) is { } kept
            ? FunctionImage.Beside(file, code.Path, kept)
            : FunctionImage.Read(file, code.Path);
    }

    private FunctionImage CompiledOf(CSharpConfig code, string? content)
    {
        var source = content is null ? null : Sources.Find(ShownPath(code), content);
        if (source is null)
        {
            if (!TryRead(FileOf(code), out var bytes, out var obstacle)) throw new FunctionLoadException(obstacle);
            source = SourceOf(code, bytes, ContentHash.Of(bytes));
            if (content is not null && source.Content != content)
                throw new FunctionLoadException($"'{code.Path}' is not what was bound, and what was bound is not kept any more");
        }

        var (image, problems) = Sources.Obtain(source);
        return image ?? throw new FunctionLoadException(string.Join("; ", problems));
    }

    private static CodeReading Inspected(CodeReading reading, FunctionImage image, CSharpConfig code)
    {
        try
        {
            CSharpFunctionLoader.Inspect(image, code.Class);
            return reading;
        }
        catch (FunctionLoadException useless)
        {
            return reading with { Obstacle = useless.Message };
        }
    }

    private static bool TryRead(string file, out byte[] bytes, out string obstacle)
    {
        (bytes, obstacle) = ([], string.Empty);
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > CompiledSources.SizeLimit }
                && file.EndsWith(".cs", StringComparison.Ordinal))
            {
                obstacle = $"'{Path.GetFileName(file)}' is larger than {Quantity.FormatSize(CompiledSources.SizeLimit)}";
                return false;
            }

            bytes = File.ReadAllBytes(file);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            obstacle = CodeFolder.Obstacle(file, failure);
            return false;
        }
    }

    private SourceFile SourceOf(CSharpConfig code, byte[] bytes, string content) =>
        new(ShownPath(code), Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), content);

    private string ShownPath(CSharpConfig code) => Path.Combine(folder.BaseDirectory, code.Path);

    private string FileOf(CSharpConfig code) => Path.GetFullPath(ShownPath(code));

    private static string AssemblyName(string content) => $"{content}.dll";
}
