namespace EventEdge.FunctionDispatcher.Discovery.Messages;

/// <summary>What was heard on one topic.</summary>
public sealed class SeenTopic
{
    private readonly List<SeenMessage> _messages = [];

    internal SeenTopic(string topic)
    {
        Topic = topic;
        Levels = topic.Split('/');
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>Its levels, from the left.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>The messages that were kept, in the order in which they came.</summary>
    public IReadOnlyList<SeenMessage> Messages => _messages;

    /// <summary>All messages, those that were not kept included.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them the broker had kept.</summary>
    public long Retained { get; private set; }

    /// <summary>Those that were too large to be kept.</summary>
    public long TooLarge { get; private set; }

    /// <summary>The best quality of service among them.</summary>
    public int Qos { get; private set; }

    /// <summary>When the first message came that the broker had not kept; null while there is none.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>When the last of them came.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>The mean time between two messages; null where there are fewer than two that the broker had not kept.</summary>
    public TimeSpan? Interval => Count - Retained < 2 || First is not { } first || Last is not { } last
        ? null
        : (last - first) / (Count - Retained - 1);

    /// <summary>Takes a message; gives how many bytes it added.</summary>
    internal int Add(SeenMessage message, RecordingLimits limits)
    {
        Count++;
        Qos = Math.Max(Qos, message.Qos);
        if (message.Retained) Retained++;
        else (First, Last) = (First ?? message.ReceivedAt, message.ReceivedAt);
        if (message.Payload.Length > limits.Payload) TooLarge++;
        if (_messages.Count >= limits.MessagesOfTopic || message.Payload.Length > limits.Payload) return 0;
        _messages.Add(message);
        return message.Payload.Length;
    }
}
