using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Formats.SparkplugB;

/// <summary>
/// Data of a Sparkplug B edge node, which the node is for others while the binding is in force: <c>emit.mqtt</c> is
/// <c>spBv1.0/GROUP/DDATA/EDGE_NODE/{device}</c>, or <c>spBv1.0/GROUP/NDATA/EDGE_NODE</c> for metrics of the edge node itself.
/// </summary>
public sealed record SparkplugBFormatConfig : FormatConfig
{
    /// <summary>What names of metrics begin with, before <c>/</c>. Default: nothing.</summary>
    [Form("[^/\\x00-\\x1f]+(/[^/\\x00-\\x1f]+)*", 256)]
    public string? Prefix { get; init; }

    /// <summary>
    /// Types of fields, such as <c>{ count: Int64 }</c>: <c>Int8</c> to <c>UInt64</c>, <c>Float</c>, <c>Double</c>, <c>Boolean</c>,
    /// <c>String</c>, <c>Text</c>, <c>UUID</c>, <c>DateTime</c>. Default: <c>Double</c>, <c>Boolean</c> or <c>String</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Types { get; init; }

    /// <summary>How long a device may be silent until its death is said. 1 s to 365 d. Default 1 h.</summary>
    [Range("1s", "365d")]
    public TimeSpan Silence { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The host application without which the edge node does not speak. Default: it waits for none.</summary>
    [Form("[^/+#\\x00-\\x1f]+", 256)]
    public string? PrimaryHost { get; init; }

    /// <summary>Whether values are sent again that have not changed. Default false.</summary>
    public bool Unchanged { get; init; }

    /// <inheritdoc />
    public override string Name => "sparkplug_b";

    /// <inheritdoc />
    public override SparkplugEdgeNode? EdgeNodeOf(string topic)
    {
        if (!TopicTemplate.TryParse(topic, out var template, out _)) return null;
        var levels = template.Filter.Levels;
        var isData = levels.Count switch { 4 => IsText(levels[2], "NDATA"), 5 => IsText(levels[2], "DDATA"), _ => false };
        if (!isData || !IsText(levels[0], SparkplugTopic.Namespace) || !IsText(levels[1]) || !IsText(levels[3])) return null;
        return new(levels[1].Text, levels[3].Text) { PrimaryHost = PrimaryHost, Silence = Silence, SendsUnchanged = Unchanged };
    }

    private static bool IsText(in TopicLevel level, string? text = null) =>
        level.Kind == TopicLevelKind.Literal && level.Text.Length > 0 && (text is null || level.Text == text);
}
