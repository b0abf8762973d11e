using EventEdge.Cli;
using EventEdge.EdgeBridge.Mqtt;

namespace EventEdge.Settings;

/// <summary>What the embedded MQTT broker takes from its clients, and leaves to whom.</summary>
internal static class ListenerSettings
{
    private const int MostConnections = 1_000_000;
    private const int MostMessages = 10_000_000;
    private const long SmallestConnect = 4 << 10;
    private const long LargestConnect = 64 << 10;
    private const long SmallestRetained = 64 << 10;
    private const long SmallestSession = 1 << 20;

    public static readonly Setting Connections = new("mqtt-connections", "N", "Most MQTT connections at a time. Default: 12000");
    public static readonly Setting AddressConnections = new(
        "mqtt-address-connections", "N", "Most of them from one address, an IPv6 network of 64 bits counting as one. Default: 10000");
    public static readonly Setting RetainedCount = new("mqtt-retained-count", "N", "Most topics with a retained message. Default: 10000");
    public static readonly Setting RetainedLimit = new(
        "mqtt-retained-limit", "SIZE", "Most memory that retained messages take, properties included, such as 64MiB. Default: 32MiB");
    public static readonly Setting RetainedFull = new("mqtt-retained-full", "deliver|refuse", "A retained message without room: "
        + "deliver it and leave its topic without a retained value, or refuse it with 0x97 where MQTT 5 can say so. Default: deliver");
    public static readonly Setting SessionMessages = new(
        "mqtt-session-messages", "N", "Most messages that wait for one client; beyond it the oldest are dropped. Default: 10000");
    public static readonly Setting SessionLimit = new("mqtt-session-limit", "SIZE", "Most memory that they take. Default: 16MiB");
    public static readonly Setting Subscriptions = new("mqtt-subscriptions", "N", "Most subscriptions of one client. Default: 1000");
    public static readonly Setting UserShare = new(
        "mqtt-user-share", "PERCENT", "Largest share of retained messages and subscriptions that one user may take, 1 to 100. Default: 75");

    public static readonly Setting ConnectLimit = new(
        "mqtt-connect-limit", "SIZE",
        "Largest CONNECT that is read of a client, for long passwords and wills: 4KiB to 64KiB. Default: 4KiB");
    public static readonly Setting WebSocketOrigins = new(
        "mqtt-ws-origins", "ORIGIN,…",
        "Origins of web pages elsewhere that may connect over WebSocket, such as https://panel.plant:8443. Default: none");

    public static readonly Setting[] All =
        [ConnectLimit, WebSocketOrigins, Connections, AddressConnections, RetainedCount, RetainedLimit, RetainedFull, SessionMessages,
            SessionLimit, Subscriptions, UserShare];

    private enum WhenFull
    {
        Deliver,
        Refuse,
    }

    /// <summary>A broker's options with what the settings say; what they do not say stays.</summary>
    public static EmbeddedBrokerOptions Read(ResolvedSettings settings)
    {
        var defaults = new EmbeddedBrokerOptions { Node = "node" };
        if (settings.Text(WebSocketOrigins) is not null && settings.Text(KnownSettings.MqttWs) is null
            && settings.Text(KnownSettings.MqttWss) is null)
            throw CommandFailure.BadInput($"{WebSocketOrigins.Flag} would change nothing: nothing listens for WebSocket; "
                + $"give {KnownSettings.MqttWs.Flag} or {KnownSettings.MqttWss.Flag}");
        return defaults with
        {
            ConnectBytesLimit = ConnectBytes(settings, defaults.ConnectBytesLimit),
            WebSocketOrigins = [.. Origins(settings)],
            ConnectionLimit = settings.Count(Connections, 1, MostConnections) ?? defaults.ConnectionLimit,
            AddressConnectionLimit = settings.Count(AddressConnections, 1, MostConnections) ?? defaults.AddressConnectionLimit,
            RetainedCountLimit = settings.Count(RetainedCount, 1, MostMessages) ?? defaults.RetainedCountLimit,
            RetainedBytesLimit = settings.Size(RetainedLimit, SmallestRetained, defaults.RetainedBytesLimit),
            RefusesWhenRetainedFull = settings.OneOf(RetainedFull, WhenFull.Deliver) == WhenFull.Refuse,
            SubscriberQueueLimit = settings.Count(SessionMessages, 1, MostMessages) ?? defaults.SubscriberQueueLimit,
            SubscriberBytesLimit = settings.Size(SessionLimit, SmallestSession, defaults.SubscriberBytesLimit),
            SubscriptionLimit = settings.Count(Subscriptions, 1, MostMessages) ?? defaults.SubscriptionLimit,
            OwnerShare = (settings.Count(UserShare, 1, 100) ?? 75) / 100.0,
        };
    }

    private static int ConnectBytes(ResolvedSettings settings, int fallback)
    {
        var bytes = settings.Size(ConnectLimit, SmallestConnect, fallback);
        return bytes <= LargestConnect ? (int)bytes : throw CommandFailure.BadInput(
            $"{ConnectLimit.Flag}: at most 64KiB, as it is read before anybody has said who they are");
    }

    private static IEnumerable<string> Origins(ResolvedSettings settings)
    {
        foreach (var origin in settings.Text(WebSocketOrigins)?.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var isOrigin = Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
                && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase);
            yield return isOrigin ? origin : throw CommandFailure.BadInput(
                $"{WebSocketOrigins.Flag}: '{origin}' is not an origin such as https://panel.plant:8443");
        }
    }
}
