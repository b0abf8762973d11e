using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Status;
using EventEdge.CloudIngest.Stores;
using EventEdge.EdgeBridge.Http;
using EventEdge.Hosting.Telemetry;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.Nodes;

/// <summary>A cloud node as a process of its own: what <c>AddEventEdgeCloud</c> registers, with what the command line says.</summary>
internal sealed class CloudHost(NodeServices services, IDisposable? telemetry) : IRunningNode
{
    public Uri Http { get; } = services.Get<EventEdgeCloud>().Address!;

    public HostPort? Mqtt => null;

    public Task<string> Died { get; } = services.Get<CloudIngestStatus>().Died;

    public INodeView? View => null;

    public static async Task<IRunningNode> StartAsync(CloudNodeOptions options, StoreCatalog stores, CancellationToken cancellation)
    {
        FreePort.Require("HTTP", options.Http, "--http");
        var telemetry = TelemetryExport.Start(options.Telemetry);
        try
        {
            return new CloudHost(
                await NodeServices.StartAsync(
                    NodeLog.Create(), services => services.AddEventEdgeCloud(cloud => Configure(cloud, options, stores)), cancellation),
                telemetry);
        }
        catch
        {
            telemetry?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        telemetry?.Dispose();
        await services.DisposeAsync();
    }

    private static void Configure(EventEdgeCloudOptions cloud, CloudNodeOptions options, StoreCatalog stores)
    {
        cloud.Access = options.Access;
        cloud.Http = new() { Host = options.Http.Host, Port = options.Http.Port };
        cloud.Ingest = new CloudOptions
        {
            DataDirectory = options.Data,
            RabbitMq = options.RabbitMq,
            Senders = options.Senders,
            Store = options.Store,
            Stores = stores,
        };
    }
}
