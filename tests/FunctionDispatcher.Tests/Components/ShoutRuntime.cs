using System.Text;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>A function that says the same to every event.</summary>
internal sealed record ShoutFunctionConfig : FunctionConfig
{
    /// <summary>What it says.</summary>
    public required ShoutConfig Shout { get; init; }

    public override string Runtime => "shout";

    public override IReadOnlyList<string> Files => Shout.File is { } file ? [file] : [];
}

/// <summary>What is said.</summary>
[ShortForm("text")]
internal sealed record ShoutConfig
{
    /// <summary>The text. Default: none.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>File with the text. Default: none.</summary>
    public string? File { get; init; }
}

/// <summary>A runtime of these tests alone, outside the dispatch loop.</summary>
internal sealed class ShoutRuntime : IRuntime
{
    public string Name => "shout";

    public Type ConfigType => typeof(ShoutFunctionConfig);

    public ICodeReader OpenCode(CodeFolder folder) => new Reader(folder);

    public IRuntimeHost Open(RuntimeSite site) => new Host();

    public void Check(ConfigCheck check)
    {
        var shout = ((ShoutFunctionConfig)check.Binding.Function).Shout;
        if (shout.Text.All(char.IsLower))
            check.Report(shout, nameof(shout.Text), $"'{shout.Text}' is not loud", shout.Text.ToUpperInvariant());
    }

    private sealed class Host : IOutOfProcessHost
    {
        public IFunctionPool Start(BindingConfig binding, BindingIdentity identity, bool isResumed) =>
            new Pool(((ShoutFunctionConfig)binding.Function).Shout.Text);

        public void Dispose()
        {
        }
    }

    private sealed class Pool(string text) : IFunctionPool
    {
        public int Concurrency => 1;

        public ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation) =>
            new(FunctionAnswer.Of(Encoding.UTF8.GetBytes($$$"""{"fields":{"said":"{{{text}}}"}}""")));

        public void Dispose()
        {
        }
    }

    private sealed class Reader(CodeFolder folder) : ICodeReader
    {
        public IReadOnlyList<CodeReading> Read(FunctionConfig function) =>
            [.. function.Files.Select(f => new CodeReading(f, folder.FileOf(f), string.Empty) { Obstacle = $"nobody can read '{f}'" })];
    }
}
