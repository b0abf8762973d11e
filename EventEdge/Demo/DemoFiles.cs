using EventEdge.Cli;

namespace EventEdge.Demo;

/// <summary>Where a demo keeps its data: a directory of the user's choice, or a temporary one that is removed at the end.</summary>
internal sealed class DemoFiles : IDisposable
{
    private readonly bool _temporary;

    public DemoFiles(string? data)
    {
        _temporary = data is null;
        Data = data ?? Temporary();
    }

    private static string Temporary()
    {
        try
        {
            return Directory.CreateTempSubdirectory("eventedge-demo-").FullName;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Outside(
                $"no folder can be made in {Path.GetTempPath()} for the demo's data: make room or set TMPDIR, or name one (--data)");
        }
    }

    /// <summary>The data directory.</summary>
    public string Data { get; }

    /// <summary>Writes the demo's own bindings file into the data directory and gives its path.</summary>
    public string WriteBindings()
    {
        Directory.CreateDirectory(Data);
        var path = Path.Combine(Data, "bindings.yaml");
        using var bindings = typeof(DemoFiles).Assembly.GetManifestResourceStream("demo/bindings.yaml")!;
        using var file = File.Create(path);
        bindings.CopyTo(file);
        return path;
    }

    public void Dispose()
    {
        if (_temporary && Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
    }
}
