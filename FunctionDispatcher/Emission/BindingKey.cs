using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Emission;

/// <summary>Which fields tell one series of a binding from another.</summary>
internal static class BindingKey
{
    /// <summary>The names of the tags: <c>emit.tags</c>, else <c>group_by</c>, else the captures of the trigger.</summary>
    public static IReadOnlyList<string> TagNames(BindingConfig config) =>
        config.Emit.Tags
        ?? (config.Window is { } window ? window.GroupBy : config.Trigger.Captures);
}
