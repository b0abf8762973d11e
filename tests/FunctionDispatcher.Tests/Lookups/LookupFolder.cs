using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher.Tests.Engine;
using Microsoft.Data.Sqlite;

namespace EventEdge.FunctionDispatcher.Tests.Lookups;

/// <summary>A folder with a bindings file and the tables it names.</summary>
internal sealed class LookupFolder : IDisposable
{
    private readonly FunctionCode _code;

    public LookupFolder() => _code = new(Path);

    public string Path { get; } = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public CollectingOutput Output { get; } = new();

    /// <summary>The problems of the file, a line each.</summary>
    public string Problems => string.Join('\n', Load().Problems);

    public LookupFolder Write(string name, string text)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, name), text);
        return this;
    }

    public LookupFolder Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(System.IO.Path.Combine(Path, name), bytes);
        return this;
    }

    public LookupFolder Bindings(string yaml) => Write("b.yaml", yaml);

    /// <summary>Runs statements on a database of the folder.</summary>
    public LookupFolder Sql(string name, params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(Path, name)};Pooling=False");
        connection.Open();
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }

        return this;
    }

    /// <summary>Reads the bindings file as <c>validate</c> does; files are named relative to the folder in its problems.</summary>
    public BindingsResult Load() => BindingsFile.Parse(
        File.ReadAllText(System.IO.Path.Combine(Path, "b.yaml")), "b.yaml", EventEdgeComponents.Default, _code);

    public BindingsResult Good()
    {
        var result = Load();
        Assert.True(result.Config is not null, string.Join('\n', result.Problems));
        return result;
    }

    /// <summary>A dispatcher that runs the bindings file.</summary>
    public Dispatcher Run(int workers = 1)
    {
        var dispatcher = Some.Dispatcher("bindings: []", Output, Path, workers);
        dispatcher.Apply(Good().Config!);
        return dispatcher;
    }

    public void Dispose()
    {
        _code.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
