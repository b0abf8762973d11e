using EventEdge.Contracts.Functions;

namespace EventEdge.Contracts.Rx.Windows.Buffers;

/// <summary>
/// A state that costs as little to merge as an event costs to add, whatever it has taken: sliding windows put their results together
/// from parts of it, instead of adding all their events again.
/// </summary>
internal interface IMergedAccumulator : IAccumulator
{
    /// <summary>Whether that holds for this one, as it was declared.</summary>
    bool IsSmall { get; }
}
