namespace EventEdge.FunctionDispatcher.Components;

/// <summary>
/// Something that a bindings file chooses by its name: a trigger, a decoder, a format, a source of tables, a runtime or a built-in
/// function. One folder holds all of it, and one line of <see cref="EventEdgeComponents"/> makes it known.
/// </summary>
public interface IComponent
{
    /// <summary>The word in the bindings file, <c>[a-z][a-z0-9_]*</c>; unique among components of its kind.</summary>
    string Name { get; }
}

/// <summary>A component whose settings are keys of the bindings file.</summary>
public interface IConfiguredComponent : IComponent
{
    /// <summary>The sealed record that holds its keys; derived from the abstract record of its kind.</summary>
    Type ConfigType { get; }

    /// <summary>Tells what is wrong with a binding that chose it, as far as one key alone cannot tell. Must not throw.</summary>
    void Check(ConfigCheck check)
    {
    }
}
