namespace EventEdge.Contracts.Events;

/// <summary>
/// A decoded message: named fields (topic captures and payload fields in one namespace, captures win), with the two times that matter.
/// The dispatcher reuses the instance for the next message; a function that keeps an event beyond the call keeps <see cref="Detach"/>.
/// </summary>
public sealed class EdgeEvent
{
    private FieldValue[] _values;

    /// <summary>An empty event with the given slots.</summary>
    public EdgeEvent(EventLayout layout)
    {
        Layout = layout;
        _values = new FieldValue[Math.Max(layout.Count, 4)];
    }

    /// <summary>Which field stands at which slot.</summary>
    public EventLayout Layout { get; private set; }

    /// <summary>The MQTT topic the message came on, or the name of another trigger.</summary>
    public string Topic { get; internal set; } = string.Empty;

    /// <summary>
    /// Event time: when it happened, by the sensor's clock where the binding names a field, else <see cref="ReceivedAt"/>. UTC.
    /// </summary>
    public DateTimeOffset Time { get; internal set; }

    /// <summary>When the edge took the message, as recorded in the journal. UTC.</summary>
    public DateTimeOffset ReceivedAt { get; internal set; }

    /// <summary>The message's position in the journal; 0 when it was not journalled.</summary>
    public long Sequence { get; internal set; }

    /// <summary>
    /// Its number among the events of its message, from 0; of a result of another binding, among those that one journal position led to.
    /// Together with <see cref="Sequence"/> it tells a journalled event from all others of the binding.
    /// </summary>
    public int Index { get; internal set; }

    /// <summary>Whether it was given up once and is tried again: then its <c>event_id</c> has been seen, and it was not taken.</summary>
    internal bool IsRetried { get; set; }

    /// <summary>Numbers of the payload that were NaN or infinite, which are null here, as far as its decoder counts them.</summary>
    internal int NotFinite { get; set; }

    /// <summary>Places of the payload where an event was looked for and nothing was found, as far as its decoder counts them.</summary>
    internal int PassedOver { get; set; }

    /// <summary>
    /// What it is a revision of, where it is a result of another binding: the same for all revisions of one result; else 0.
    /// </summary>
    internal ulong Subject { get; set; }

    /// <summary>Which revision of that it is; of a joined event, how often it was given before.</summary>
    internal int Revision { get; set; }

    /// <summary>Whether it was put together from two events; it has no payload, and belongs to no message.</summary>
    internal bool IsJoined { get; set; }

    /// <summary>The bytes as received; empty once detached.</summary>
    public ReadOnlyMemory<byte> Payload { get; internal set; }

    /// <summary>What its message says about itself, in MQTT 5; none once detached.</summary>
    public MessageProperties Properties { get; internal set; } = MessageProperties.None;

    /// <summary>A field by its path; <see cref="FieldValue.Missing"/> when there is none.</summary>
    public FieldValue this[string path]
    {
        get
        {
            var slot = Layout.Find(path);
            return slot < 0 ? FieldValue.Missing : At(slot);
        }
    }

    /// <summary>Every field that is present, in slot order.</summary>
    public IEnumerable<KeyValuePair<string, FieldValue>> Fields
    {
        get
        {
            for (var slot = 0; slot < _values.Length && slot < Layout.Count; slot++)
            {
                if (_values[slot].Kind != FieldKind.Missing) yield return new(Layout.NameOf(slot), _values[slot]);
            }
        }
    }

    /// <summary>An event as a test of a function needs it, received when it happened.</summary>
    /// <param name="layout">Its layout; all events of a stream share one.</param>
    /// <param name="topic">The topic it came on.</param>
    /// <param name="time">Event time.</param>
    /// <param name="fields">Its fields by their paths.</param>
    /// <exception cref="InvalidOperationException">The layout is full.</exception>
    public static EdgeEvent Of(
        EventLayout layout, string topic, DateTimeOffset time, params ReadOnlySpan<(string Path, FieldValue Value)> fields)
    {
        var result = new EdgeEvent(layout) { Topic = topic, Time = time.ToUniversalTime(), ReceivedAt = time.ToUniversalTime() };
        foreach (var (path, value) in fields) result.Set(layout.SlotOf(path), value);
        return result;
    }

    /// <summary>The same of one whose message says something about itself.</summary>
    /// <inheritdoc cref="Of(EventLayout, string, DateTimeOffset, ReadOnlySpan{ValueTuple{string, FieldValue}})"/>
    public static EdgeEvent Of(
        EventLayout layout, string topic, DateTimeOffset time, MessageProperties properties,
        params ReadOnlySpan<(string Path, FieldValue Value)> fields)
    {
        var result = Of(layout, topic, time, fields);
        result.Properties = properties;
        return result;
    }

    /// <summary>The value at a slot of <see cref="Layout"/>; missing when the slot is newer than this event.</summary>
    public FieldValue At(int slot) => (uint)slot < (uint)_values.Length ? _values[slot] : FieldValue.Missing;

    /// <summary>A copy that stays valid after the call that handed the event over.</summary>
    public EdgeEvent Detach() => new(Layout)
    {
        Topic = Topic,
        Time = Time,
        ReceivedAt = ReceivedAt,
        Sequence = Sequence,
        Index = Index,
        Subject = Subject,
        Revision = Revision,
        _values = _values[..Math.Min(_values.Length, Math.Max(Layout.Count, 4))],
    };

    internal void Set(int slot, in FieldValue value)
    {
        if (slot >= _values.Length) Array.Resize(ref _values, Math.Max(Layout.Count, slot + 1));
        _values[slot] = value;
    }

    /// <summary>Lends the event to another binding, which has to clear it.</summary>
    internal void Lend(EventLayout layout) => Layout = layout;

    internal void Clear()
    {
        _values.AsSpan().Clear();
        Payload = default;
        Properties = MessageProperties.None;
        (NotFinite, PassedOver) = (0, 0);
    }
}
