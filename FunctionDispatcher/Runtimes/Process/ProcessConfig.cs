using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Runtimes.Process.Lines;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>A function as a program of its own, fed over standard input and output or a socket. A single value is the command.</summary>
[ShortForm("command")]
public sealed record ProcessConfig
{
    /// <summary>The command: a list of words, or one text that is split at blanks outside quotes. No shell sees it. Required.</summary>
    [CommandLine]
    public required IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>How calls and answers go. Default <c>lines</c>.</summary>
    public FrameKind Protocol { get; init; } = FrameKind.Lines;

    /// <summary>Folder it runs in, relative to the bindings file. Default: the folder of the bindings file.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Variables of its environment, beside <c>PATH</c>, <c>HOME</c>, <c>LANG</c>, <c>TZ</c> and <c>TMPDIR</c>; nothing else is
    /// inherited. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Env { get; init; } = new Dictionary<string, object?>();

    /// <summary>Most memory that a worker may write to, each of its processes for itself. 16MiB to 1TiB. Default 256MiB.</summary>
    [Range("16MiB", "1TiB")]
    public long Memory { get; init; } = 256L << 20;

    /// <summary>How many workers run. Default: none while nothing is to do, at most one.</summary>
    public ScaleConfig Scale { get; init; } = new();
}
