using System.CommandLine;
using EventEdge.Cli;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary><c>eventedge up</c>: everything on one machine in one process, without a simulator.</summary>
internal sealed class UpCommand(Shell shell, NodeFactories factories) : RunnableCommand(
    shell,
    "up",
    "Run everything on this machine in one process: MQTT broker, bindings, outbox, bus, store, dashboard. "
        + "The store may be a server elsewhere.",
    [KnownSettings.Bindings, KnownSettings.Data, .. KnownSettings.NodeFactories, KnownSettings.Node, KnownSettings.OutboxLimit,
        .. KnownSettings.Functions, .. KnownSettings.Brokers, .. factories.StoreFlags.All,
    .. TelemetrySettings.All])
{
    /// <inheritdoc />
    public override bool RunsNode => true;

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var (edge, store) = (EdgeNodeOptions.From(settings), factories.StoreFlags.Read(settings));
        edge = edge with { SecretFiles = [.. edge.SecretFiles, .. factories.StoreFlags.SecretFiles(settings)] };
        var node = await factories.StartEdge(edge, store, cancellation);
        return await NodeRun.UntilStoppedAsync(Shell, "on one machine", node, cancellation);
    }
}
