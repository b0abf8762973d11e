using System.CommandLine;
using EventEdge.Hosting;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary><c>eventedge cloud</c>: the node that takes results from RabbitMQ and writes them to the store.</summary>
internal sealed class CloudCommand(Shell shell, Doors doors) : VerbCommand(
    shell,
    "cloud",
    "Run the node that takes results from RabbitMQ and writes them to a time-series store.",
    [KnownSettings.RabbitMq, KnownSettings.RabbitMqUser, KnownSettings.RabbitMqPasswordFile, KnownSettings.Http, KnownSettings.HttpTokenFile,
    KnownSettings.TlsCertificate, KnownSettings.TlsKey, KnownSettings.Data, .. KnownSettings.Stores])
{
    /// <inheritdoc />
    public override bool RunsNode => true;

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var node = await doors.StartCloud(CloudNodeOptions.From(settings), cancellation);
        return await NodeRun.UntilStoppedAsync(Shell, "cloud node", node, cancellation);
    }
}
