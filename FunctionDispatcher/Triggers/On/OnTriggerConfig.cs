using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Triggers.On;

/// <summary>Results of another binding.</summary>
public sealed record OnTriggerConfig : TriggerConfig
{
    /// <summary>Each result of another binding, as <c>emit.mqtt</c> would publish it.</summary>
    public required OnConfig On { get; init; }

    /// <inheritdoc />
    public override string Name => "on";

    /// <inheritdoc />
    public override string Words => $"{Name} {On.Binding}";

    /// <inheritdoc />
    public override string? TimeField => TickDocument.TimeField;

    /// <inheritdoc />
    public override string? Upstream => On.Binding;

    /// <inheritdoc />
    public override bool TakesProvisional => On.Early == true;

    /// <inheritdoc />
    public override string FilterOf(string binding) => $"{OwnTopics.Result}/{binding}";
}

/// <summary>Results of another binding.</summary>
[ShortForm("binding")]
public sealed record OnConfig
{
    /// <summary>The name of the other binding, in the same file. Required.</summary>
    public required string Binding { get; init; }

    /// <summary>
    /// Whether provisional results start this one too, which <c>window.early</c> of the other binding asks for. Default false.
    /// </summary>
    public bool? Early { get; init; }
}
