using System.CommandLine;
using EventEdge.Cli;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary><c>eventedge edge</c>: the node next to the sensors; results go over RabbitMQ.</summary>
internal sealed class EdgeCommand(Shell shell, NodeFactories factories) : RunnableCommand(
    shell,
    "edge",
    "Run the node next to the sensors. Results go over RabbitMQ to a cloud node; while it cannot be reached they wait on disk.",
    [KnownSettings.Bindings, KnownSettings.Data, .. KnownSettings.NodeFactories, KnownSettings.Node, KnownSettings.OutboxLimit,
        .. KnownSettings.Functions, KnownSettings.ReplayRate,
    .. KnownSettings.Brokers, KnownSettings.RabbitMq, KnownSettings.RabbitMqUser, KnownSettings.RabbitMqPasswordFile,
    .. TelemetrySettings.All])
{
    /// <inheritdoc />
    public override bool RunsNode => true;

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var options = EdgeNodeOptions.From(settings) with { RabbitMq = BusSettings.RabbitMq(settings) };
        var node = await factories.StartEdge(options, null, cancellation);
        return await NodeRun.UntilStoppedAsync(Shell, "edge node", node, cancellation);
    }
}
