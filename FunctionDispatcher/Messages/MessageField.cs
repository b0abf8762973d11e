using System.Text;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Messages;

/// <summary>
/// A field that is the message's own and not its payload's: <c>$content_type</c>, <c>$user.site</c>. It stands wherever a field may be
/// named, and costs nothing where it is not. What a message does not say is null.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds where the message says it.</param>
/// <param name="Meaning">What it is, for the reference.</param>
/// <param name="Read">Reads it.</param>
internal sealed record MessageField(string Name, FieldKind Kind, string Meaning, Func<MessageFacts, FieldValue> Read)
{
    /// <summary>Before the name of a user property.</summary>
    public const string UserPrefix = "$user.";

    /// <summary>Every field but the user properties, in the order of the reference.</summary>
    public static readonly IReadOnlyList<MessageField> All =
    [
        new("$topic", FieldKind.Text, "the topic the message came on", m => FieldValue.Of(m.Topic)),
        new("$qos", FieldKind.Number, "the QoS it came with, 0 to 2", m => FieldValue.Of((long)m.Qos)),
        new(
            "$retain", FieldKind.Boolean,
            "the RETAIN flag it came with: its sender asks the node's own broker to keep it; from another broker, it was kept there",
            m => m.Retain),
        new(
            "$content_type", FieldKind.Text, "the media type of the payload, as the sender wrote it",
            m => m.Text(MessagePropertyId.ContentType)),
        new(
            "$payload_format", FieldKind.Text,
            "`utf8` where the sender says that the payload is text, `binary` where it says that it is any bytes",
            m => m.Properties.IsText is { } isText ? FieldValue.Of(isText ? "utf8" : "binary") : FieldValue.Null),
        new(
            "$response_topic", FieldKind.Text, "where the sender waits for an answer", m => m.Text(MessagePropertyId.ResponseTopic)),
        new(
            "$correlation_data", FieldKind.Text, "what an answer has to carry, in base64",
            m => m.Base64(MessagePropertyId.CorrelationData)),
        new(
            "$message_expiry", FieldKind.Number,
            "for how many seconds the message is worth delivering; it is taken all the same when they are over",
            m => m.Properties.Expiry is { } expiry ? FieldValue.Of((long)expiry.TotalSeconds) : FieldValue.Null),
    ];

    /// <summary>The field of a name; null when it is no such name.</summary>
    public static MessageField? Find(string name)
    {
        if (name.Length == 0 || name[0] != '$') return null;
        var isUser = name.StartsWith(UserPrefix, StringComparison.Ordinal) && name.Length > UserPrefix.Length;
        if (isUser) return User(name[UserPrefix.Length..]);
        foreach (var field in All)
        {
            if (field.Name == name) return field;
        }

        return null;
    }

    /// <summary>Whether a name is that of such a field.</summary>
    public static bool Is(string name) => Find(name) is not null;

    private static MessageField User(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return new(UserPrefix + name, FieldKind.Text, "a user property; of several of one name the first", m => m.User(bytes));
    }
}
