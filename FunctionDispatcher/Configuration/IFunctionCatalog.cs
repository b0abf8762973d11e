namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The built-in functions, as far as a bindings file can be wrong about them.</summary>
public interface IFunctionCatalog
{
    /// <summary>Whether there is a function of this name.</summary>
    bool Knows(string name);

    /// <summary>Every name, for suggestions.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>
    /// What is wrong with the settings of a known function, a sentence each; none when they are good. The first name in single quotes
    /// (<c>stats: 'fields' must …</c>) is taken for the setting it is about, and the sentence is shown there.
    /// </summary>
    IEnumerable<string> Problems(string name, IReadOnlyDictionary<string, object?> with, bool hasWindow);
}
