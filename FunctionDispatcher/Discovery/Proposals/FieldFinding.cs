using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Proposals;

/// <summary>What a field of a stream is.</summary>
/// <param name="Tally">Its values.</param>
/// <param name="Role">What it is to a binding.</param>
internal sealed record FieldFinding(FieldTally Tally, FieldRole Role)
{
    /// <summary>Its name in the binding: its path, or another that is declared for it.</summary>
    public string Name { get; init; } = Tally.Name;

    /// <summary>Its unit; null where none is known or suggested.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether the unit is known, and not only suggested by the name.</summary>
    public bool IsUnitKnown { get; init; }

    /// <summary>How it is declared beside its unit.</summary>
    public FlowMap Declared { get; init; } = [];

    /// <summary>What is uncertain about it, or why it is not used; null where nothing is to be said.</summary>
    public string? Remark { get; init; }

    /// <summary>Whether its values are numbers in some events and something else in others.</summary>
    public bool IsMixed => Tally.Numbers > 0 && Tally.Numbers < Tally.Values && Tally.NumericTexts == 0;
}
