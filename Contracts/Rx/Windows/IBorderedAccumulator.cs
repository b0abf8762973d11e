using EventEdge.Contracts.Functions;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// A state whose result also depends on the last value before its window, such as what a counter grew by: the growth between the last
/// reading of one window and the first of the next belongs to the later reading. Windows on a grid follow each other so; others do not.
/// </summary>
internal interface IBorderedAccumulator : IAccumulator
{
    /// <summary>How many parts of it look back; none, and nothing is asked of it.</summary>
    int BorderParts { get; }

    /// <summary>Sets the parts that are not looked up yet, and of which it has a value before an instant.</summary>
    void Fill(WindowBorder border, long before);

    /// <summary>Takes what came before its window in place of what it knew of it; true where that changes anything.</summary>
    bool Follow(WindowBorder border);
}
