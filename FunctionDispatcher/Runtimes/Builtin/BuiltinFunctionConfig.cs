using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Runtimes.Builtin;

/// <summary>A function that comes with EventEdge.</summary>
public sealed record BuiltinFunctionConfig : FunctionConfig
{
    /// <summary>A function that comes with EventEdge, by name.</summary>
    public required string Builtin { get; init; }

    /// <inheritdoc />
    public override string Runtime => "builtin";

    /// <inheritdoc />
    public override string Words => $"{Runtime} {Builtin}";
}
