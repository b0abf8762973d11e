using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>Golden cases beside a bindings file: what goes in, when, and what must come out. <c>eventedge test</c> runs them.</summary>
public sealed record CasesConfig
{
    /// <summary>Path of the bindings file, relative to this file. Required.</summary>
    public required string Bindings { get; init; }

    /// <summary>The cases. Each begins with an empty node. Required.</summary>
    public required IReadOnlyList<CaseConfig> Cases { get; init; }
}

/// <summary>One case.</summary>
public sealed record CaseConfig
{
    /// <summary>What the case shows. Required.</summary>
    [Form("[^\\x00-\\x1f]+", 200)]
    public required string Name { get; init; }

    /// <summary>The only binding that runs, with those whose results start it. Default: all of the bindings file.</summary>
    public string? Binding { get; init; }

    /// <summary>The instant that <c>at</c> counts from. Default <c>2026-01-01T00:00:00Z</c>.</summary>
    [Form(@"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", 20)]
    public string Start { get; init; } = "2026-01-01T00:00:00Z";

    /// <summary>What goes in, in order of receipt. Required.</summary>
    public required IReadOnlyList<CaseEventConfig> Events { get; init; }

    /// <summary>
    /// What must come out, a line each: points, local messages and what was rejected. Default: nothing. <c>eventedge test --update</c>
    /// writes it.
    /// </summary>
    public IReadOnlyList<string> Expect { get; init; } = [];
}

/// <summary>A message or a request, or, without either, the mere passing of time, in which timers tick and windows close.</summary>
public sealed record CaseEventConfig
{
    /// <summary>When it is received, counted from <c>start</c>; never before the event in front of it. Required.</summary>
    [Range("0ms", "3650d")]
    public required TimeSpan At { get; init; }

    /// <summary>The MQTT topic. Default: none, time passes.</summary>
    public string? Topic { get; init; }

    /// <summary>
    /// A request, as method and path with its query: <c>GET /time?zone=UTC</c>. What it is answered with comes out as a line. Default:
    /// none.
    /// </summary>
    public string? Request { get; init; }

    /// <summary>The payload, or the body of the request, as text. Default: empty.</summary>
    public string Payload { get; init; } = string.Empty;

    /// <summary>The same as bytes in base64. Default: see <c>payload</c>.</summary>
    public string? PayloadBase64 { get; init; }

    /// <summary>The same as a file, relative to the file of cases. Default: see <c>payload</c>.</summary>
    public string? PayloadFile { get; init; }

    /// <summary>
    /// The QoS of a message. One of QoS 0 is not in the journal, unless a binding of its topic needs that. Default 1.
    /// </summary>
    [Range("0", "2")]
    public int Qos { get; init; } = 1;

    /// <summary>
    /// Whether its sender asked the broker to keep it: what bindings have as <c>$retain</c>. Default false.
    /// </summary>
    public bool Retain { get; init; }

    /// <summary>Headers of a request by their names. Default: none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The media type of the payload, as MQTT 5 or a request carries it. Default: not said.</summary>
    public string? ContentType { get; init; }

    /// <summary>User properties of MQTT 5 by their names. Default: none.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>What the sender says that the payload is. Default: not said.</summary>
    public CasePayloadFormat? PayloadFormat { get; init; }

    /// <summary>The topic on which its sender waits for an answer. Default: none.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>What an answer has to carry, in base64. Default: none.</summary>
    public string? CorrelationDataBase64 { get; init; }

    /// <summary>How long it is worth delivering, in whole seconds. 0 s to 36500 d. Default: not said.</summary>
    [Range("0s", "36500d")]
    public TimeSpan? MessageExpiry { get; init; }

    /// <summary>What the message says about itself; null for nothing.</summary>
    /// <exception cref="ArgumentException">A part of it has more bytes than MQTT carries.</exception>
    internal MessageProperties? Said()
    {
        var writer = new MessagePropertyWriter();
        if (PayloadFormat is { } format) writer.AddFormat(format == CasePayloadFormat.Utf8);
        if (MessageExpiry is { } expiry) writer.AddExpiry((uint)expiry.TotalSeconds);
        if (ContentType is { } type) writer.Add(MessagePropertyId.ContentType, type);
        if (ResponseTopic is { } topic) writer.Add(MessagePropertyId.ResponseTopic, topic);
        if (CorrelationDataBase64 is { } data) writer.Add(MessagePropertyId.CorrelationData, Convert.FromBase64String(data));
        foreach (var (name, value) in Properties ?? new Dictionary<string, string>()) writer.AddUser(name, value);
        return writer.Written.IsEmpty ? null : writer.ToProperties();
    }

    /// <summary>The bytes of the payload.</summary>
    /// <param name="folder">The folder of the file of cases.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">The base64 is none.</exception>
    internal byte[] Bytes(string folder)
    {
        if (PayloadBase64 is { } text) return Convert.FromBase64String(text);
        return PayloadFile is { } file ? File.ReadAllBytes(Path.Combine(folder, file)) : Encoding.UTF8.GetBytes(Payload);
    }
}

/// <summary>What a sender says that a payload is.</summary>
public enum CasePayloadFormat
{
    /// <summary>Bytes of any kind.</summary>
    Binary,

    /// <summary>Text in UTF-8.</summary>
    Utf8,
}
