using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Lookups;

/// <summary>One lookup of a binding at work.</summary>
internal interface ILookup
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Sets the fields of an event's row; says why the event is given up, or null.</summary>
    string? Apply(EdgeEvent target);
}
