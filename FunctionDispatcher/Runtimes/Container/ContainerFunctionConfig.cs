using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>A function in a container.</summary>
public sealed record ContainerFunctionConfig : FunctionConfig
{
    /// <summary>A container that serves calls over HTTP: its image, or a mapping.</summary>
    public required ContainerConfig Container { get; init; }

    /// <inheritdoc />
    public override string Runtime => "container";
}
