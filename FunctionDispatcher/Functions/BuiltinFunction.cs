namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>One entry of the <see cref="FunctionCatalog"/>.</summary>
/// <param name="Name">The name under <c>function: { builtin: … }</c>.</param>
/// <param name="Window">Whether it needs a window.</param>
/// <param name="Create">
/// Reads the settings and makes the function for a binding with or without a window; must read every setting it knows, and must not throw.
/// </param>
/// <param name="ReadsEveryField">Whether it reads every field of an event when the setting <c>fields</c> is left out.</param>
internal sealed record BuiltinFunction(
    string Name, WindowUse Window, Func<FunctionSettings, bool, object> Create, bool ReadsEveryField = false);

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
