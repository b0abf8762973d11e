using System.Collections;

namespace EventEdge.FunctionDispatcher.Components;

/// <summary>The components of one kind, in the order of their registration.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class ComponentSet<T> : IReadOnlyCollection<T>
    where T : class, IComponent
{
    private readonly List<T> _components = [];
    private readonly Dictionary<string, T> _byName = new(StringComparer.Ordinal);

    /// <summary>Gathers components.</summary>
    /// <exception cref="ArgumentException">A name is taken, or is no name.</exception>
    public ComponentSet(IEnumerable<T> components)
    {
        foreach (var component in components)
        {
            if (!IsName(component.Name))
                throw new ArgumentException(
                    $"'{component.Name}' is no name for a component: small letters, digits and '_', a letter first", nameof(components));
            if (!_byName.TryAdd(component.Name, component))
                throw new ArgumentException(
                    $"{component.GetType().Name} and {_byName[component.Name].GetType().Name} have the name '{component.Name}'",
                    nameof(components));
            _components.Add(component);
        }
    }

    /// <inheritdoc />
    public int Count => _components.Count;

    /// <summary>Their names, in the order of registration.</summary>
    public IEnumerable<string> Names => _components.Select(component => component.Name);

    /// <summary>The component of a name; null when there is none.</summary>
    public T? Find(string name) => _byName.GetValueOrDefault(name);

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator() => _components.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // No regular expression: its library would be the only one that an idle node loads for nothing else.
    private static bool IsName(string name) =>
        name is [>= 'a' and <= 'z', ..] && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
