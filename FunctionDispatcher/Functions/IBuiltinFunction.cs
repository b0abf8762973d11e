using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Components;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>A function that comes with EventEdge: <c>function: { builtin: name, with: … }</c>.</summary>
public interface IBuiltinFunction : IComponent
{
    /// <summary>How it and a window go together.</summary>
    WindowUse Window { get; }

    /// <summary>Whether it reads every field of an event when the setting <c>fields</c> is left out.</summary>
    bool ReadsEveryField => false;

    /// <summary>Whether its results have the names of the fields it reads.</summary>
    bool KeepsFieldNames => false;

    /// <summary>
    /// Reads the settings and makes the function for a binding: an <see cref="IAggregateFunction"/> where there is a window, else an <see
    /// cref="IKeyedFunction"/> or an <see cref="IEventFunction"/>. Must read every setting it knows, report what is wrong, and not throw.
    /// </summary>
    object Create(FunctionSettings settings, bool hasWindow);
}

/// <summary>How a function and a window go together.</summary>
public enum WindowUse
{
    /// <summary>Works on windows only.</summary>
    Required,

    /// <summary>Works on each event without a window, and on windows with one.</summary>
    Optional,

    /// <summary>Works on each event; a window would have nothing to do.</summary>
    None,
}
