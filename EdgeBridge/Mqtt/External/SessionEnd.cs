using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>Why a connection to the broker has ended.</summary>
/// <param name="Reason">One clause for logs and status.</param>
/// <param name="IsTakenOver">Another client has connected under our client identifier.</param>
/// <param name="IsClosed">The broker has closed the connection without a word.</param>
internal sealed record SessionEnd(string Reason, bool IsTakenOver = false, bool IsClosed = false)
{
    /// <summary>What the broker says of it.</summary>
    public static SessionEnd Of(MqttDisconnectPacket goodbye) => goodbye.ReasonCode == MqttDisconnectReasonCode.SessionTakenOver
        ? new("another client has taken over the session", IsTakenOver: true)
        : new($"the broker ended the connection "
            + $"({goodbye.ReasonCode}{(string.IsNullOrEmpty(goodbye.ReasonString) ? string.Empty : $": {goodbye.ReasonString}")})");

    /// <summary>What is known when the broker says nothing.</summary>
    public static SessionEnd Of(MqttClientDisconnectedEventArgs gone) =>
        gone.Exception is { } error ? new(error.GetBaseException().Message) : new("the broker closed the connection", IsClosed: true);
}

/// <summary>The broker refuses the connection.</summary>
internal sealed class BrokerRefusalException(MqttClientConnectResultCode code, string? words)
    : Exception($"the broker refuses the connection: {code}{(string.IsNullOrEmpty(words) ? string.Empty : $" ({words})")}{Advice(code)}")
{
    /// <summary>The broker's code.</summary>
    public MqttClientConnectResultCode Code { get; } = code;

    private static string Advice(MqttClientConnectResultCode code) => code switch
    {
        MqttClientConnectResultCode.NotAuthorized or MqttClientConnectResultCode.BadUserNameOrPassword =>
            "; check --broker-user and --broker-password-file",
        MqttClientConnectResultCode.ClientIdentifierNotValid => "; check --broker-client-id",
        _ => string.Empty,
    };
}
