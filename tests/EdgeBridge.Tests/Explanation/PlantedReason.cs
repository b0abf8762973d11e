using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.EdgeBridge.Tests.Node.Support;

namespace EventEdge.EdgeBridge.Tests.Explanation;

/// <summary>One reason why nothing arrives, as it is planted in a node.</summary>
internal sealed record PlantedReason(string Name)
{
    private const string Form =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{site}/press/{device}" }
            FIELDS
            where: WHERE
            EVENT_ID
            event_time: { TIME }
            WINDOW
            function: FUNCTION
            emit: { EMIT }
        """;

    /// <summary>The stage that has to be named.</summary>
    public required string Stage { get; init; }

    /// <summary>The code that has to be given.</summary>
    public required string Code { get; init; }

    /// <summary>What the sentence has to contain.</summary>
    public required string[] Words { get; init; }

    public string Fields { get; init; } = string.Empty;

    public string Where { get; init; } = "true = true";

    public string EventId { get; init; } = string.Empty;

    public string Time { get; init; } = "future_limit: 90m";

    public string Window { get; init; } = string.Empty;

    public string Function { get; init; } = "{ builtin: pass }";

    public string Emit { get; init; } = "measurement: press";

    /// <summary>The whole file, where it is another.</summary>
    public string? Bindings { get; init; }

    /// <summary>The messages: a topic, and a payload in which <c>NOW+60</c> is a time of so many seconds from now.</summary>
    public (string Topic, string Payload)[] Messages { get; init; } = [];

    /// <summary>What is asked for.</summary>
    public string Asked { get; init; } = "press";

    /// <summary>What else is done before anybody asks.</summary>
    public Func<TestNode, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>What stands around the node.</summary>
    public Func<NodeFacts, NodeFacts> Surroundings { get; init; } = facts => facts;

    public string Yaml => Bindings ?? string.Join('\n', Form
        .Replace("FIELDS", Fields, StringComparison.Ordinal)
        .Replace("WHERE", Where, StringComparison.Ordinal)
        .Replace("EVENT_ID", EventId, StringComparison.Ordinal)
        .Replace("TIME", Time, StringComparison.Ordinal)
        .Replace("WINDOW", Window, StringComparison.Ordinal)
        .Replace("FUNCTION", Function, StringComparison.Ordinal)
        .Replace("EMIT", Emit, StringComparison.Ordinal)
        .Split('\n').Where(line => line.Trim().Length > 0));

    public override string ToString() => Name;
}
