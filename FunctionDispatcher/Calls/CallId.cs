using System.Globalization;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>
/// A call of a function outside the process, named by what led to it, so that a replay gives the same call the same name.
/// </summary>
/// <param name="Sequence">The journal position that led to it; 0 when that was not journalled.</param>
/// <param name="Ordinal">Its number among the calls of that position, from 0; without a journal, among all of them.</param>
public readonly record struct CallId(long Sequence, int Ordinal)
{
    /// <summary>Whether a replay would make this call again: then its answer has to be journalled too.</summary>
    public bool IsJournalled => Sequence != 0;

    /// <summary><c>position.number</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}.{Ordinal}");
}
