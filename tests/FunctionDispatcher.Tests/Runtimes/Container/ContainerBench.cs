using EventEdge.FunctionDispatcher.Runtimes.Container;
using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>A node's side of a <see cref="FakeEngine"/>, in virtual time except for the engine's own answers.</summary>
internal sealed class ContainerBench : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _directory = new();
    private readonly List<IDisposable> _made = [];

    public FakeEngine Engine { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    /// <summary>The file that says whether containers may be left.</summary>
    public string Mark => _directory.File("containers");

    /// <summary>A run of the node, always the same one to the engine but for its run.</summary>
    public ContainerEngine Node(TimeSpan? requestLimit = null, string? host = null, Microsoft.Extensions.Logging.ILogger? logger = null)
    {
        var node = new ContainerEngine(
            "n", "/data", Time, logger ?? NullLogger.Instance, Mark)
        { Host = host ?? Engine.Host, RequestLimit = requestLimit ?? Limit };
        _made.Add(node);
        return node;
    }

    public InstancePool Pool(
        ContainerEngine node, string image = "f:1", ImagePull pull = ImagePull.Never, Microsoft.Extensions.Logging.ILogger? logger = null)
    {
        var config = new ContainerConfig { Image = image, Pull = pull, Port = Engine.FunctionPort };
        var pool = ContainerFunction.Pool(config, new("b", "v"), node, Time, logger ?? NullLogger.Instance);
        _made.Add(pool);
        return pool;
    }

    public static Task<FunctionAnswer> CallAsync(InstancePool pool) =>
        pool.CallAsync("{}"u8.ToArray(), TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(Limit, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        for (var i = _made.Count - 1; i >= 0; i--) _made[i].Dispose();
        Engine.Dispose();
        _directory.Dispose();
    }
}
