using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration.Joining;

namespace EventEdge.FunctionDispatcher.Lookups;

/// <summary>
/// Where the rows of a table come from. Its config record, derived from <see cref="LookupConfig"/>, has a key of the source's own name.
/// </summary>
public interface ILookupSource : IConfiguredComponent
{
    /// <summary>Tells what is wrong with one lookup of a binding, as far as one key alone cannot tell. Must not throw.</summary>
    /// <param name="check">Where it is told.</param>
    /// <param name="config">The lookup.</param>
    void CheckLookup(ConfigCheck check, LookupConfig config)
    {
    }
}
