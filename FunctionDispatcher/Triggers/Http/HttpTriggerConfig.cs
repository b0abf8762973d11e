using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Triggers.Http;

/// <summary>Requests to the node's HTTP port.</summary>
public sealed record HttpTriggerConfig : TriggerConfig
{
    /// <summary>
    /// A request to the node's HTTP port: method and path, where <c>{name}</c> is one part captured as a text field: <c>POST
    /// /measure/{device}</c>.
    /// </summary>
    public required string Http { get; init; }

    /// <summary>Request headers that become fields <c>headers.name</c>, in small letters. Default: none. With <c>http</c>.</summary>
    public IReadOnlyList<string>? Headers { get; init; }

    /// <summary>
    /// What the request is answered with. Default <c>results</c>; where there is a window, always <c>accepted</c>. With <c>http</c>.
    /// </summary>
    [NotInVersion]
    public RespondKind? Respond { get; init; }

    /// <summary>
    /// How long a request waits for its answer. 10 ms to 10 min. Default 30 s. Beyond it the caller gets 504, and the event goes on. With
    /// <c>http</c>.
    /// </summary>
    [NotInVersion]
    [Range("10ms", "10m")]
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc />
    public override string Name => "http";

    /// <inheritdoc />
    public override string Words => $"{Name} {Http}";

    /// <inheritdoc />
    public override bool IsRequest => true;

    /// <inheritdoc />
    public override IReadOnlyList<string> Captures => HttpRoute.TryParse(Http, out var route, out _) ? route.Captures : [];

    /// <inheritdoc />
    public override string FilterOf(string binding) => $"{OwnTopics.Request}/{binding}";
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
