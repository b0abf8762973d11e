using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Messages;

/// <summary>What is known of a message beside its payload.</summary>
/// <param name="Topic">The topic it came on.</param>
/// <param name="Qos">The QoS it came with, 0 to 2.</param>
/// <param name="Retain">The RETAIN flag it came with.</param>
/// <param name="Properties">What it says about itself in MQTT 5.</param>
/// <param name="Texts">Gives the texts of neighbouring messages the same strings.</param>
internal readonly record struct MessageFacts(string Topic, int Qos, bool Retain, MessageProperties Properties, Utf8StringCache Texts)
{
    /// <summary>A property that is a text; null where the message does not have it.</summary>
    public FieldValue Text(byte id) => Properties.Find(id, out var value) ? FieldValue.Of(Texts.Get(value)) : FieldValue.Null;

    /// <summary>A user property; null where the message does not have it.</summary>
    public FieldValue User(ReadOnlySpan<byte> name) =>
        Properties.FindUser(name, out var value) ? FieldValue.Of(Texts.Get(value)) : FieldValue.Null;

    /// <summary>A property that is bytes, as Base64; null where the message does not have it.</summary>
    public FieldValue Base64(byte id) =>
        Properties.Find(id, out var value) ? FieldValue.Of(Convert.ToBase64String(value)) : FieldValue.Null;
}
