using EventEdge.FunctionDispatcher.Components;

namespace EventEdge.FunctionDispatcher.Triggers;

/// <summary>
/// What starts a binding. Its config record, derived from <see cref="Configuration.TriggerConfig"/>, has a key of the trigger's own name,
/// and says under which topic its events travel; whatever makes them journals them there.
/// </summary>
public interface ITrigger : IConfiguredComponent
{
    /// <summary>Whether its events are messages of devices, which may be of any format. Those of others are JSON.</summary>
    bool TakesMessages => false;
}
