namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>
/// A decoder to which a message means what earlier ones said, such as the names behind the numbers of a Sparkplug birth. What it remembers
/// is saved with its binding's state at the same journal position, so that a replay reads every message as it was read. It reads each
/// message once and in order, never shared by workers; a message that is broken changes nothing.
/// </summary>
public interface IStatefulEventDecoder : IEventDecoder
{
    /// <summary>Writes what it remembers.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote, in this release or an earlier one.</summary>
    void Load(BinaryReader reader);
}
