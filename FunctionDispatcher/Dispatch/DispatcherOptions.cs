using EventEdge.FunctionDispatcher.Runtimes.CSharp;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Dispatch;

/// <summary>How a dispatcher is deployed.</summary>
public sealed record DispatcherOptions
{
    /// <summary>The node's name, handed to functions. Required.</summary>
    public required string Node { get; init; }

    /// <summary>Folder that relative paths in the bindings file start from. Default: the current folder.</summary>
    public string BaseDirectory { get; init; } = ".";

    /// <summary>The C# that bindings name. Default: read from <see cref="BaseDirectory"/>, compiled at every start.</summary>
    public FunctionCode? Code { get; init; }

    /// <summary>What functions outside the process may use. Default: no limits, and nothing is kept for the next start.</summary>
    public ScalingOptions Scaling { get; init; } = new();
}
