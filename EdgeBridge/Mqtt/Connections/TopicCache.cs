using System.IO.Hashing;
using System.Text;
using EventEdge.Contracts.Hashing;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Security;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>
/// The topics one client uses, as strings: a device names the same few topics again and again, so each is decoded, checked and matched
/// against local subscriptions once. Bounded in number and in bytes: a colliding topic takes the other's place, a long one is not kept, and
/// when the others take too much all are forgotten.
/// </summary>
internal sealed class TopicCache(SubscriptionTree subscriptions)
{
    /// <summary>Longest topic that is kept, in bytes.</summary>
    public const int LongestKept = 1 << 10;

    /// <summary>Most bytes of memory that the topics kept take, roughly.</summary>
    public const int BytesLimit = 128 << 10;

    private const int Slots = 256;
    private const int Overhead = 120;

    private static readonly long Seed = (long)HashKey.OfProcess.First;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private Entry?[]? _entries;
    private int _bytes;

    /// <summary>Bytes of memory the topics kept take, roughly.</summary>
    public int Bytes => _bytes;

    /// <summary>Whose topics they are.</summary>
    public string ClientId { get; set; } = string.Empty;

    /// <summary>What the client may do.</summary>
    public ClientPermissions Permissions { get; set; } = ClientPermissions.Everything;

    /// <summary>The topic's entry.</summary>
    /// <exception cref="MqttFaultException">It is not a legal topic name.</exception>
    public Entry Resolve(ReadOnlySpan<byte> utf8)
    {
        _entries ??= new Entry?[Slots];
        ref var slot = ref _entries[XxHash3.HashToUInt64(utf8, Seed) % Slots];
        var entry = slot is not null && utf8.SequenceEqual(slot.Utf8) ? slot : Remember(ref slot, Decode(utf8));
        entry.Refresh(subscriptions);
        entry.Refresh(Permissions);
        return entry;
    }

    private Entry Remember(ref Entry? slot, Entry entry)
    {
        if (entry.Utf8.Length > LongestKept) return entry;
        _bytes += SizeOf(entry) - (slot is null ? 0 : SizeOf(slot));
        slot = entry;
        if (_bytes <= BytesLimit) return entry;
        Array.Clear(_entries!);
        (slot, _bytes) = (entry, SizeOf(entry));
        return entry;
    }

    private static int SizeOf(Entry entry) => Overhead + entry.Utf8.Length + (2 * entry.Topic.Length);

    private Entry Decode(ReadOnlySpan<byte> utf8)
    {
        var topic = ToText(utf8);
        if (TopicName.Fault(topic, ClientId) is { } reason) throw MqttFaultException.BadTopic(reason);
        return new Entry(utf8.ToArray(), topic);
    }

    private static string ToText(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw MqttFaultException.BadTopic("the topic is not legal UTF-8");
        }
    }

    /// <summary>A checked topic.</summary>
    internal sealed class Entry(byte[] utf8, string topic)
    {
        private int _version = -1;
        private int _permissionsVersion = -1;

        /// <summary>As sent.</summary>
        public byte[] Utf8 { get; } = utf8;

        /// <summary>As text.</summary>
        public string Topic { get; } = topic;

        /// <summary>Whether a local subscriber wants it.</summary>
        public bool IsWanted { get; private set; }

        /// <summary>Whether the client may publish to it.</summary>
        public bool IsAllowed { get; private set; }

        /// <summary>A refusal of it has been written down since permissions last changed.</summary>
        public bool IsNoted { get; set; }

        /// <summary>Looks at the permissions again when they have changed.</summary>
        public void Refresh(ClientPermissions permissions)
        {
            var version = permissions.Version;
            if (version == _permissionsVersion) return;
            (_permissionsVersion, IsAllowed, IsNoted) = (version, permissions.Allows(TopicUse.Publish, Topic), false);
        }

        /// <summary>Looks at the subscriptions again when they have changed.</summary>
        public void Refresh(SubscriptionTree subscriptions)
        {
            var version = subscriptions.Version;
            if (version == _version) return;
            IsWanted = subscriptions.Want(Topic);
            _version = version;
        }
    }
}
