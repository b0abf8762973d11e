using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Messages;

namespace EventEdge.FunctionDispatcher.Fields;

/// <summary>
/// Fills in the fields of a binding's events that are the message's own. They are there before the payload is read, like captures, so that
/// no payload can pretend to be more than one. One thread at a time.
/// </summary>
internal sealed class MessageFieldReader
{
    private readonly (int Slot, Func<MessageFacts, FieldValue> Read)[] _fields;
    private readonly int[] _hidden;
    private readonly Utf8StringCache _texts = new();

    private MessageFieldReader((int, Func<MessageFacts, FieldValue>)[] fields, int[] hidden) => (_fields, _hidden) = (fields, hidden);

    /// <summary>A reader of the fields that a layout has by now; null where it has none.</summary>
    /// <param name="config">The binding.</param>
    /// <param name="layout">Its layout, with every field that the configuration names.</param>
    /// <param name="isTrimmed">Whether its function is given every field: of these only those that it was meant to be given.</param>
    public static MessageFieldReader? Of(BindingConfig config, EventLayout layout, bool isTrimmed)
    {
        foreach (var name in NamesOf(config).Where(MessageField.Is)) layout.SlotOf(name);
        var fields = new List<(int, Func<MessageFacts, FieldValue>)>();
        var hidden = new List<int>();
        HashSet<string> needed = isTrimmed ? [.. EventFields.Needed(config), .. config.Keep ?? []] : [];
        for (var slot = 0; slot < layout.Count; slot++)
        {
            if (MessageField.Find(layout.NameOf(slot)) is not { } field) continue;
            fields.Add((slot, field.Read));
            if (isTrimmed && !needed.Contains(field.Name)) hidden.Add(slot);
        }

        return fields.Count == 0 ? null : new([.. fields], [.. hidden]);
    }

    private static IEnumerable<string> NamesOf(BindingConfig config)
    {
        string[] id = config.EventId is { } identity ? [identity.Field] : [];
        return [.. EventFields.Needed(config), .. config.Keep ?? [], .. config.EventTime.FieldNames, .. id];
    }

    /// <summary>Fills them in.</summary>
    /// <param name="qos">The QoS the message came with.</param>
    /// <param name="retain">The RETAIN flag it came with.</param>
    /// <param name="target">The event, which knows its topic and its properties.</param>
    public void Fill(int qos, bool retain, EdgeEvent target)
    {
        var facts = new MessageFacts(target.Topic, qos, retain, target.Properties, _texts);
        foreach (var (slot, read) in _fields) target.Set(slot, read(facts));
    }

    /// <summary>Leaves out what only conditions and times have asked for.</summary>
    public void Trim(EdgeEvent target)
    {
        foreach (var slot in _hidden) target.Set(slot, FieldValue.Missing);
    }
}
