using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.CSharp;

/// <summary>A folder with bindings and the sources they name, and a dispatcher over it.</summary>
internal sealed class CodeFolder : IDisposable
{
    public const string Bindings =
        """
        bindings:
          - name: own
            trigger: { mqtt: "plant/{site}/press/{device}" }
            function: { csharp: own.cs }
            emit: { measurement: own }
        """;

    public CodeFolder(string source)
    {
        Code = new(Path);
        Write("own.cs", source);
        Write("bindings.yaml", Bindings);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public FunctionCode Code { get; set; }

    public string BindingsPath => System.IO.Path.Combine(Path, "bindings.yaml");

    /// <summary>A function that answers every event with a number.</summary>
    public static string Answering(int answer) =>
        $$"""
        public sealed class Answer : IEventFunction
        {
            public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) => [Measurement.Of(("answer", {{answer}}))];
        }
        """;

    public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);

    public BindingsResult Read() => BindingsFile.Load(BindingsPath, EventEdgeComponents.Default, Code);

    public BindingsConfig Config()
    {
        var result = Read();
        Assert.True(result.Config is not null, string.Join('\n', result.Problems));
        return result.Config;
    }

    public Dispatcher Dispatcher(IDispatchOutput output)
    {
        var options = new DispatcherOptions { Node = "n1", BaseDirectory = Path, Code = Code };
        return new Dispatcher(new BindingFactory(options, output, new FakeTimeProvider(), NullLogger.Instance));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
