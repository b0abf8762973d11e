using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// What a connection asks for that some brokers refuse as a whole: MQTT 5, a last will that is retained, one at QoS 1. Each connection
/// begins with all of it and gives up what the broker's refusal names.
/// </summary>
/// <param name="Version">Version of the protocol.</param>
/// <param name="WillRetained">Whether the last will is retained.</param>
/// <param name="WillQos">Quality of the last will.</param>
internal sealed record ConnectTerms(MqttProtocolVersion Version, bool WillRetained, int WillQos)
{
    private const MqttClientConnectResultCode UnsupportedInVersion3 = (MqttClientConnectResultCode)1;

    /// <summary>Everything.</summary>
    public static readonly ConnectTerms Best = new(MqttProtocolVersion.V500, WillRetained: true, WillQos: 1);

    /// <summary>What to ask for after a refusal; null when asking for less does not help.</summary>
    public ConnectTerms? After(Exception failure) => failure switch
    {
        BrokerRefusalException { Code: MqttClientConnectResultCode.RetainNotSupported } when WillRetained =>
            this with { WillRetained = false },
        BrokerRefusalException { Code: MqttClientConnectResultCode.QoSNotSupported } when WillQos > 0 => this with { WillQos = 0 },
        BrokerRefusalException { Code: MqttClientConnectResultCode.UnsupportedProtocolVersion or UnsupportedInVersion3 } when IsVersion5 =>
            this with { Version = MqttProtocolVersion.V311 },
        _ when IsVersion5 && IsNoAnswerOfVersion5(failure) => this with { Version = MqttProtocolVersion.V311 },
        _ => null,
    };

    private bool IsVersion5 => Version == MqttProtocolVersion.V500;

    // A broker that has never heard of version 5 answers in its own, or hangs up.
    private static bool IsNoAnswerOfVersion5(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is MqttProtocolViolationException or MqttConnectingFailedException) return true;
        }

        return false;
    }
}
