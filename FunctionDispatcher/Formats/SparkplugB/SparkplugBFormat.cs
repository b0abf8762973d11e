using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Formats.SparkplugB;

/// <summary>Results as data of a Sparkplug B edge node.</summary>
public sealed class SparkplugBFormat : IResultFormat
{
    /// <inheritdoc />
    public string Name => "sparkplug_b";

    /// <inheritdoc />
    public Type ConfigType => typeof(SparkplugBFormatConfig);

    /// <inheritdoc />
    public IResultWriter Create(FormatConfig? config, ResultOrigin origin) => new SparkplugBWriter((SparkplugBFormatConfig)config!, origin);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        var (emit, format) = (check.Binding.Emit, (SparkplugBFormatConfig)check.Binding.Emit.Format!);
        if (emit.Mqtt is { } topic && format.EdgeNodeOf(topic) is null)
            check.Report(
                emit, nameof(emit.Mqtt),
                $"'{topic}' is no topic of an edge node: write spBv1.0/GROUP/DDATA/EDGE_NODE/{{device}}, or spBv1.0/GROUP/NDATA/EDGE_NODE");
        if (emit.Retain) check.Report(emit, nameof(emit.Retain), "messages of Sparkplug B are never retained");
        foreach (var (field, type) in format.Types ?? new Dictionary<string, string>())
        {
            if (SparkplugTypes.Words.Contains(type)) continue;
            check.Report(format, nameof(format.Types), $"'{type}' of '{field}' is none of {string.Join(", ", SparkplugTypes.Words)}");
        }

        CheckHost(check, format);
    }

    private static void CheckHost(ConfigCheck check, SparkplugBFormatConfig format)
    {
        if (check.Binding.EdgeNode is not { } own) return;
        var other = check.Bindings.FirstOrDefault(
            b => b.EdgeNode is { } node && (node.Group, node.Name) == (own.Group, own.Name) && node.PrimaryHost != own.PrimaryHost);
        if (other is null || own.PrimaryHost is null) return;
        check.Report(
            format, nameof(format.PrimaryHost),
            $"the edge node {own} waits for '{own.PrimaryHost}' here and for {Shown(other.EdgeNode!)} in '{other.Name}'");
    }

    private static string Shown(SparkplugEdgeNode node) => node.PrimaryHost is { } host ? $"'{host}'" : "nobody";
}
