using System.CommandLine;
using EventEdge.Cli;
using EventEdge.Nodes;
using EventEdge.Settings;
using EventEdge.Users;

namespace EventEdge.Commands;

/// <summary><c>eventedge cloud</c>: the node that takes results from RabbitMQ and writes them to the store.</summary>
internal sealed class CloudCommand : RunnableCommand
{
    private readonly NodeFactories _factories;

    public CloudCommand(Shell shell, NodeFactories factories)
        : base(
            shell, "cloud", "Run the node that takes results from RabbitMQ and writes them to a time-series store.",
            [KnownSettings.RabbitMq, KnownSettings.RabbitMqUser, KnownSettings.RabbitMqPasswordFile, KnownSettings.Senders,
                KnownSettings.Http,
            KnownSettings.HttpTokenFile, KnownSettings.TlsCertificate, KnownSettings.TlsKey, KnownSettings.Data,
            .. factories.StoreFlags.All,
            .. TelemetrySettings.Cloud])
    {
        _factories = factories;
        Subcommands.Add(new CloudNodeCommand(shell));
    }

    /// <inheritdoc />
    public override bool RunsNode => true;

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var node = await _factories.StartCloud(CloudNodeOptions.From(settings, _factories.StoreFlags), cancellation);
        return await NodeRun.UntilStoppedAsync(Shell, "cloud node", node, cancellation);
    }
}
