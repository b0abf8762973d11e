namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The built-in functions, as far as a bindings file can be wrong about them.</summary>
public interface IFunctionCatalog
{
    /// <summary>Whether there is a function of this name.</summary>
    bool Knows(string name);

    /// <summary>Every name, for suggestions.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>
    /// What is wrong with the settings of a known function, a sentence each; none when they are good. A sentence that begins with a
    /// setting's key in single quotes (<c>'fields' must …</c>) is shown at that key.
    /// </summary>
    IEnumerable<string> Problems(string name, IReadOnlyDictionary<string, object?> with, bool hasWindow);
}
