using EventEdge.FunctionDispatcher;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.EdgeBridge;

/// <summary>How an edge node is deployed.</summary>
public sealed record EdgeOptions
{
    /// <summary>Smallest <see cref="OutboxLimitBytes"/>: 1 MiB leaves each class room to work.</summary>
    public const long SmallestOutboxLimitBytes = 1 << 20;

    /// <summary>The node's name; part of topics, queue routing and stored points. Default <c>edge</c>.</summary>
    public string Node { get; init; } = "edge";

    /// <summary>Path of the bindings file. Required.</summary>
    public required string BindingsFile { get; init; }

    /// <summary>
    /// What bindings can choose from: triggers, decoders, runtimes and built-in functions. Default: what comes with EventEdge.
    /// </summary>
    public EventEdgeComponents Components { get; init; } = EventEdgeComponents.Default;

    /// <summary>Folder for journal, outbox and state. Created when missing. Required.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Most bytes of journal; beyond it acknowledgements are withheld. Default 8 GiB.</summary>
    public long JournalLimitBytes { get; init; } = 8L << 30;

    /// <summary>
    /// Most bytes of outbox. From 80 % on waiting results lose resolution; at the limit <c>emit.when_full</c> of the bindings decides.
    /// Default 1 GiB.
    /// </summary>
    public long OutboxLimitBytes { get; init; } = 1L << 30;

    /// <summary>Bytes of messages after which the state of the bindings is saved. Default 64 MiB.</summary>
    public long CheckpointBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Program and arguments that run the compiler of C# sources. Default: none, they are compiled in the node's own process.
    /// </summary>
    public IReadOnlyList<string>? CompilerCommand { get; init; }

    /// <summary>
    /// Files that processes of functions must not read, beside <see cref="DataDirectory"/>: passwords, tokens, keys. Default: none.
    /// </summary>
    public IReadOnlyList<string> SecretFiles { get; init; } = [];

    /// <summary>
    /// How long a function in the node's own process may run until the node gives up on it and wants to be started again. Null: for ever.
    /// </summary>
    public TimeSpan? HangLimit { get; init; }

    /// <summary>Bytes that all instances of functions outside the node's process may use together. Null: no limit.</summary>
    public long? FunctionMemoryBytes { get; init; }

    /// <summary>Processors that their working instances may use together. Null: no limit.</summary>
    public double? FunctionCpus { get; init; }

    /// <summary>What functions outside the node's process may use, and where it is kept how often they are called.</summary>
    internal ScalingOptions Scaling => new()
    {
        Memory = FunctionMemoryBytes,
        Cpus = FunctionCpus,
        ForecastFile = Path.Combine(DataDirectory, "arrivals"),
    };

    /// <summary>
    /// Threads that decode messages and keep windows, 1 to 64, each with its share of the keys. Null: as many as the processors are
    /// worth, which is one with fewer than four, else half of them, 8 at most.
    /// </summary>
    public int? Workers { get; init; }

    /// <summary><see cref="Workers"/>, or what the machine's processors are worth.</summary>
    internal int WorkersInUse => Workers ?? (Environment.ProcessorCount < 4 ? 1 : Math.Min(Environment.ProcessorCount / 2, 8));

    /// <summary>
    /// Of the messages that come without a trace of their own, the share whose way is recorded in spans, 0 to 1; without a listener to
    /// the activity source <c>EventEdge</c> nothing is recorded. Default 0.
    /// </summary>
    public double TraceRatio { get; init; }

    /// <summary>Time after which the state of the bindings is saved when anything changed. Default 1 min.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);
}
