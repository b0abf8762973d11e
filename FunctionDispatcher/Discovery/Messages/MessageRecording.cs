using System.Globalization;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Discovery.Messages;

/// <summary>
/// What was heard of devices that are not known yet, bounded: messages, bytes and topics have limits, and of each topic only the first
/// messages are kept. One thread at a time.
/// </summary>
/// <param name="limits">How much is kept. Default: see there.</param>
public sealed class MessageRecording(RecordingLimits? limits = null)
{
    private readonly RecordingLimits _limits = limits ?? new();
    private readonly Dictionary<string, SeenTopic> _topics = new(StringComparer.Ordinal);
    private IReadOnlyList<SeenTopic>? _sorted;
    private long _bytes;

    /// <summary>The topics, by their names.</summary>
    public IReadOnlyList<SeenTopic> Topics => _sorted ??= [.. _topics.Values.OrderBy(t => t.Topic, StringComparer.Ordinal)];

    /// <summary>Whether messages have their time of receipt: without it nothing is known of rates and clocks. Default true.</summary>
    public bool HasTimes { get; internal set; } = true;

    /// <summary>All messages that were looked at, those that were not kept included.</summary>
    public long Messages { get; private set; }

    /// <summary>How many topics there are.</summary>
    public int TopicCount => _topics.Count;

    /// <summary>Messages of topics beyond the limit.</summary>
    public long BeyondTopics { get; private set; }

    /// <summary>Why nothing more is taken, in a part of a sentence; null while there is room.</summary>
    public string? Full =>
        Messages >= _limits.Messages ? string.Create(CultureInfo.InvariantCulture, $"{_limits.Messages:N0} messages")
        : _bytes >= _limits.Bytes ? Quantity.FormatSize(_limits.Bytes)
        : null;

    /// <summary>Takes a message. False when nothing more will be taken.</summary>
    public bool Add(SeenMessage message)
    {
        if (Full is not null) return false;
        Messages++;
        if (!_topics.TryGetValue(message.Topic, out var topic))
        {
            if (_topics.Count >= _limits.Topics)
            {
                BeyondTopics++;
                return Full is null;
            }

            topic = new(message.Topic);
            _sorted = null;
            _topics.Add(message.Topic, topic);
        }

        _bytes += topic.Add(message, _limits);
        return Full is null;
    }
}
