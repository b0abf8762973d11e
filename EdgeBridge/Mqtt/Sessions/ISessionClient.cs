namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>
/// The connection that a session has at the moment. Any thread; none of it waits but for <see cref="YieldToTakeoverAsync"/>.
/// </summary>
internal interface ISessionClient
{
    /// <summary>What is to be said when the client is lost.</summary>
    IWill Will { get; }

    /// <summary>There is something to send.</summary>
    void Wake();

    /// <summary>Ends the connection for a reason of ours.</summary>
    void GiveUp(MqttFaultException fault);

    /// <summary>Another connection of the same client takes over [MQTT-3.1.4-3]; completes when this one has ended.</summary>
    Task YieldToTakeoverAsync();
}

/// <summary>What a client wants said when it is lost.</summary>
internal interface IWill
{
    /// <summary>There is one, and it was not cancelled.</summary>
    bool IsSet { get; }

    /// <summary>It was to be published, and nobody took it.</summary>
    bool IsRefused { get; }

    /// <summary>How long to wait for the client before it is published.</summary>
    TimeSpan Delay { get; }

    /// <summary>The client is lost: its will is taken and published, once.</summary>
    Task ExecuteAsync();

    /// <summary>The will as it is left to a later run; null without one.</summary>
    PersistedWill? Keep(TimeSpan delay);
}
