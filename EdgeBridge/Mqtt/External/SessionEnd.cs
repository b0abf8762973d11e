using MQTTnet;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>Why a connection to the broker has ended.</summary>
/// <param name="Reason">One clause for logs and status.</param>
/// <param name="IsTakenOver">Another client has connected under our client identifier.</param>
internal sealed record SessionEnd(string Reason, bool IsTakenOver = false)
{
    /// <summary>What MQTTnet tells of it.</summary>
    public static SessionEnd Of(MqttClientDisconnectedEventArgs gone) => gone.Reason == MqttClientDisconnectReason.SessionTakenOver
        ? new("another client has taken over the session", IsTakenOver: true)
        : new(gone.Exception?.GetBaseException().Message ?? $"disconnected ({gone.Reason}{(gone.ReasonString is { Length: > 0 } words ? $": {words}" : string.Empty)})");
}

/// <summary>The broker refuses the connection.</summary>
internal sealed class BrokerRefusalException(MqttClientConnectResultCode code, string? words)
    : Exception($"the broker refuses the connection: {code}{(string.IsNullOrEmpty(words) ? string.Empty : $" ({words})")}{Advice(code)}")
{
    /// <summary>The broker's code.</summary>
    public MqttClientConnectResultCode Code { get; } = code;

    private static string Advice(MqttClientConnectResultCode code) => code switch
    {
        MqttClientConnectResultCode.NotAuthorized or MqttClientConnectResultCode.BadUserNameOrPassword => "; check --broker-user and --broker-password-file",
        MqttClientConnectResultCode.ClientIdentifierNotValid => "; check --broker-client-id",
        _ => string.Empty,
    };
}
