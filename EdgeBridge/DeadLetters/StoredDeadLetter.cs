using System.Text.Json.Serialization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;

namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>A dead letter as it is kept.</summary>
/// <param name="Id">Its number in this data directory; never given twice.</param>
/// <param name="Binding">The binding that gave it up.</param>
/// <param name="Stage">Where it was given up: a <c>FailureStage</c> in snake_case.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Topic">The message's topic; empty for a window.</param>
/// <param name="Payload">The original bytes, cut at 64 KiB; for a window, its description in JSON.</param>
/// <param name="ReceivedAt">When the message was received.</param>
/// <param name="Sequence">Its journal position; null when it was not journalled.</param>
public sealed record StoredDeadLetter(
    long Id, string Binding, string Stage, string Reason, string Topic, byte[] Payload, DateTimeOffset ReceivedAt, long? Sequence)
{
    /// <summary>
    /// Which event of the message it was, from 0; negative for a window or a result without an event.
    /// </summary>
    public int Event { get; init; }

    /// <summary>Whether it is the whole message, of which no event was taken.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What the message says about itself in MQTT 5, which comes with it when it is published again; null for nothing.</summary>
    [JsonConverter(typeof(MessagePropertiesJson))]
    public MessageProperties? Properties { get; init; }

    /// <summary>Why it cannot be published again; null when it can.</summary>
    public string? RetryObstacle => Topic.Length == 0 ? "it is a window, not a message: nothing can be published again"
        : Payload.Length >= DeadLetterStore.PayloadLimit ? "its payload was cut when it was kept: the original bytes are gone"
        : null;
}

/// <summary>Which dead letters are meant.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>All of them.</summary>
    public static readonly DeadLetterFilter All = new();

    /// <summary>Only this binding's; null for every binding's.</summary>
    public string? Binding { get; init; }

    /// <summary>Only of this stage, in snake_case; null for every stage.</summary>
    public string? Stage { get; init; }

    /// <summary>Of a cloud's dead letters, only this node's or this sender's; null for every node's. An edge's are all its own.</summary>
    public string? Node { get; init; }

    /// <summary>Only these; null for whatever else the filter says.</summary>
    public IReadOnlyList<long>? Ids { get; init; }

    /// <summary>Dead letters at most, the newest. Default all.</summary>
    public long Limit { get; init; } = long.MaxValue;
}

/// <summary>Dead letters, and how many there are besides.</summary>
/// <param name="Kept">Dead letters kept in all.</param>
/// <param name="Lost">Dead letters that made room for newer ones since the data directory was made.</param>
/// <param name="DeadLetters">The dead letters asked for, oldest first.</param>
public sealed record DeadLetterPage(long Kept, long Lost, IReadOnlyList<StoredDeadLetter> DeadLetters);

/// <summary>What a retry of a dead letter came to.</summary>
/// <param name="Id">The dead letter.</param>
/// <param name="Problem">Why it is still there; null when it was published again and removed.</param>
public sealed record RetriedDeadLetter(long Id, string? Problem);
