using System.Diagnostics.CodeAnalysis;
using System.Text;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>What a message may be published to: a topic name, as opposed to a filter, as MQTT 5 §4.7 defines it.</summary>
public static class TopicName
{
    /// <summary>Most bytes of UTF-8; MQTT's own limit.</summary>
    public const int ByteLimit = 65535;

    /// <summary>Most levels; deeper names are refused so that routing has a bound.</summary>
    public const int LevelLimit = 128;

    private const string BridgeState = "$SYS/broker/connection/";

    /// <summary>
    /// Whether a device may publish to the topic. When not, <paramref name="reason"/> says why in one clause.
    /// <c>$SYS</c>, <c>$share</c> and the topics of the node's own triggers are refused: nobody may speak for the node. Other names that
    /// begin with <c>$</c> are names like any other; devices made for a cloud use them.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<char> topic, [NotNullWhen(false)] out string? reason)
    {
        reason = Fault(topic);
        return reason is null;
    }

    /// <summary>
    /// Why a client may not publish to the topic, in one clause; null when it may. Beyond <see cref="IsValid"/> a bridge may say of itself
    /// that it is up, as Mosquitto's do: <c>$SYS/broker/connection/{its client id}/state</c>.
    /// </summary>
    internal static string? Fault(string topic, string clientId) =>
        topic.StartsWith(BridgeState, StringComparison.Ordinal)
            && topic == $"{BridgeState}{clientId}/state" ? Fault(topic.AsSpan(1)) : Fault(topic.AsSpan());

    private static string? Fault(ReadOnlySpan<char> topic)
    {
        if (topic.IsEmpty) return "the topic is empty";
        if (topic[0] == '$' && IsReserved(topic)) return "the topic belongs to the broker";
        if (topic.ContainsAny('+', '#')) return "the topic contains a wildcard";
        if (topic.Contains('\0')) return "the topic contains a NUL character";
        if (HasLoneSurrogate(topic)) return "the topic is not legal Unicode";
        if (Encoding.UTF8.GetByteCount(topic) > ByteLimit) return $"the topic is longer than {ByteLimit} bytes";
        return topic.Count('/') >= LevelLimit ? $"the topic has more than {LevelLimit} levels" : null;
    }

    private static bool IsReserved(ReadOnlySpan<char> topic)
    {
        var slash = topic.IndexOf('/');
        var first = slash < 0 ? topic : topic[..slash];
        return first is "$SYS" or "$share" || OwnTopics.Contains(first.ToString());
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<char> topic)
    {
        while (topic.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
        {
            if (Rune.DecodeFromUtf16(topic[at..], out _, out var length) != System.Buffers.OperationStatus.Done) return true;
            topic = topic[(at + length)..];
        }

        return false;
    }
}
