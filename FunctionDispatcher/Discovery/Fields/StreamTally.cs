using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Payloads;

namespace EventEdge.FunctionDispatcher.Discovery.Fields;

/// <summary>Everything that the messages of some topics hold, read as one binding would read them.</summary>
internal sealed class StreamTally
{
    /// <summary>Most events that are looked at.</summary>
    private const int EventLimit = 20_000;

    /// <summary>Most fields that are told apart.</summary>
    private const int FieldLimit = 400;

    private readonly Dictionary<string, FieldTally> _fields = new(StringComparer.Ordinal);

    private StreamTally()
    {
    }

    /// <summary>The fields, in the order in which they first came.</summary>
    public IReadOnlyCollection<FieldTally> Fields => _fields.Values;

    /// <summary>How many events were looked at, and how many messages they came in.</summary>
    public int Events { get; private set; }

    /// <inheritdoc cref="Events"/>
    public int Messages { get; private set; }

    /// <summary>How many messages cannot be read, and why the first of them cannot.</summary>
    public int Broken { get; private set; }

    /// <inheritdoc cref="Broken"/>
    public string? Problem { get; private set; }

    /// <summary>The events of each message that holds more than one, as far as they are looked at.</summary>
    public List<IReadOnlyList<EdgeEvent>> Batches { get; } = [];

    /// <summary>Whether there are more fields than are told apart.</summary>
    public bool HasMoreFields { get; private set; }

    /// <summary>Reads the messages of topics.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="form">How they are read.</param>
    /// <param name="tags">Fields of an event that tell its series from others, beside its topic.</param>
    public static StreamTally Of(IEnumerable<SeenTopic> topics, PayloadForm form, IReadOnlyList<string> tags)
    {
        var tally = new StreamTally();
        var reader = MessageReader.Of(form.Decode);
        // In the order of receipt: a decoder may remember what earlier messages said.
        foreach (var message in topics.SelectMany(t => t.Messages).OrderBy(m => m.ReceivedAt))
        {
            if (tally.Events >= EventLimit) break;
            if (!message.Payload.IsEmpty) tally.Add(message, reader, tags);
        }

        return tally;
    }

    /// <summary>The tally of a field; null where there is none.</summary>
    public FieldTally? Find(string name) => _fields.GetValueOrDefault(name);

    private void Add(SeenMessage message, MessageReader reader, IReadOnlyList<string> tags)
    {
        Messages++;
        if (reader.Read(message, out var error) is not { } events)
        {
            Broken++;
            Problem ??= error;
            return;
        }

        if (events.Count > 1 && Batches.Count < EventLimit / 100) Batches.Add(events);
        foreach (var one in events)
        {
            Events++;
            var key = tags.Count == 0 ? message.Topic : $"{message.Topic} {string.Join(' ', tags.Select(t => one[t].ToString()))}";
            foreach (var (name, value) in one.Fields) Add(name, value, key, message);
        }
    }

    private void Add(string name, in FieldValue value, string key, SeenMessage message)
    {
        if (!_fields.TryGetValue(name, out var field))
        {
            if (_fields.Count >= FieldLimit)
            {
                HasMoreFields = true;
                return;
            }

            field = new(name);
            _fields.Add(name, field);
        }

        field.Add(value, key, message.ReceivedAt, isLive: !message.Retained);
    }
}
