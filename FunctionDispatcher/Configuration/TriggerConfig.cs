namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>What starts a function.</summary>
[NotInThisVersion("http", "every", "cron", "on")]
public sealed record TriggerConfig
{
    /// <summary>
    /// An MQTT topic filter: <c>+</c> one level, a final <c>#</c> the rest, <c>{name}</c> one level captured as a field. Required.
    /// </summary>
    public required string Mqtt { get; init; }

    /// <summary>QoS asked for when subscribing at an external broker, 0 to 2. Default 1.</summary>
    [NotInVersion]
    [Range("0", "2")]
    public int Qos { get; init; } = 1;
}
