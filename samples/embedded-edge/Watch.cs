using EventEdge.EdgeBridge.Node;

namespace EmbeddedEdge;

/// <summary>Your own part of the service, beside the node: it has the node's results without a detour.</summary>
internal sealed partial class Watch(EventEdgeNode node, ILogger<Watch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Listens(log, node.MqttPort, node.Address);
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var last = 0L;
        while (await tick.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var result in node.View.Recent(last))
            {
                last = result.Number;
                Result(log, result.Binding, result.Measurement);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "sensors: mqtt://127.0.0.1:{Port}, page: {Page}")]
    private static partial void Listens(ILogger log, int? port, Uri? page);

    [LoggerMessage(LogLevel.Information, "{Binding} has a new {Measurement}")]
    private static partial void Result(ILogger log, string binding, string measurement);
}
