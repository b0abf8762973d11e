namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>What starts the function: exactly one kind.</summary>
[ExactlyOne("trigger", "mqtt", "http", "every", "cron", "on")]
public sealed record TriggerConfig
{
    /// <summary>
    /// An MQTT topic filter: <c>+</c> one level, a final <c>#</c> the rest, <c>{name}</c> one level captured as a field.
    /// </summary>
    public string? Mqtt { get; init; }

    /// <summary>QoS asked for when subscribing at an external broker, 0 to 2. Default 1. With <c>mqtt</c>.</summary>
    [NotInVersion]
    [Range("0", "2")]
    public int Qos { get; init; } = 1;

    /// <summary>A request to the node's HTTP port: method and path, where <c>{name}</c> is one part captured as a text field: <c>POST /measure/{device}</c>.</summary>
    public string? Http { get; init; }

    /// <summary>Request headers that become fields <c>headers.name</c>, in small letters. Default: none. With <c>http</c>.</summary>
    public IReadOnlyList<string>? Headers { get; init; }

    /// <summary>What the request is answered with. Default <c>results</c>; where there is a window, always <c>accepted</c>. With <c>http</c>.</summary>
    [NotInVersion]
    public RespondKind? Respond { get; init; }

    /// <summary>How long a request waits for its answer. 10 ms to 10 min. Default 30 s. Beyond it the caller gets 504, and the event goes on. With <c>http</c>.</summary>
    [NotInVersion]
    [Range("10ms", "10m")]
    public TimeSpan? Timeout { get; init; }

    /// <summary>A tick at every multiple of this since 1970-01-01T00:00:00Z. 100 ms to 365 d.</summary>
    [Range("100ms", "365d")]
    public TimeSpan? Every { get; init; }

    /// <summary>How long after each multiple the tick is; less than <c>every</c>. Default 0 s. With <c>every</c>.</summary>
    [Range("0s", "365d")]
    public TimeSpan? Offset { get; init; }

    /// <summary>
    /// A tick at each time that matches: minute, hour, day of month, month, day of week, such as <c>*/5 * * * *</c>; with six fields the
    /// first is the second.
    /// </summary>
    public string? Cron { get; init; }

    /// <summary>The time zone of <c>cron</c> by its IANA name, such as <c>Europe/Berlin</c>. Default <c>UTC</c>.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What happens to ticks whose time passed while the node could not run them. Default <c>latest</c>. With <c>every</c> and <c>cron</c>.</summary>
    [NotInVersion]
    public MissedPolicy? Missed { get; init; }

    /// <summary>Each result of another binding, as <c>emit.mqtt</c> would publish it.</summary>
    public OnConfig? On { get; init; }
}

/// <summary>Results of another binding.</summary>
[ShortForm("binding")]
public sealed record OnConfig
{
    /// <summary>The name of the other binding, in the same file. Required.</summary>
    public required string Binding { get; init; }
}

/// <summary>What a request is answered with.</summary>
public enum RespondKind
{
    /// <summary>200 and a JSON list of the results; 204 when there is none.</summary>
    Results,

    /// <summary>200 and the fields of the first result as one JSON object; 204 when there is none.</summary>
    Document,

    /// <summary>202 at once, with a <c>Location</c> where the results can be fetched for ten minutes after they are there.</summary>
    Accepted,
}

/// <summary>What happens to ticks that were missed: more than 10 s late, or overtaken by the next.</summary>
public enum MissedPolicy
{
    /// <summary>They are left out, and counted.</summary>
    Skip,

    /// <summary>The newest of them runs; the others are counted.</summary>
    Latest,

    /// <summary>They run in order, the newest 1,000 of them at most; older ones are counted.</summary>
    All,
}
