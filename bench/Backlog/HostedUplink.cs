using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Status;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Uplink;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.Backlog;

/// <summary>The uplink and the cloud behind it, as the programs compose them.</summary>
internal sealed class HostedUplink : IUplink
{
    private readonly ServiceProvider _services;
    private readonly UplinkStatus _status;

    public HostedUplink(IOutboxReader outbox, LinkSwitch link, BacklogOptions options)
    {
        var broker = options.RabbitMq is { } uri ? new RabbitMqOptions { Uri = uri } : null;
        var services = new ServiceCollection().AddLogging(log => log.SetMinimumLevel(LogLevel.Warning)).AddSingleton(outbox)
            .AddSingleton(link);
        services.AddCloudIngest(new CloudOptions { DataDirectory = Path.Combine(options.Directory, "cloud"), RabbitMq = broker });
        services.AddUplink(new UplinkOptions { Node = "backlog", Bus = broker });
        _services = services.BuildServiceProvider();
        _status = _services.GetRequiredService<UplinkStatus>();
        Cloud = _services.GetRequiredService<CloudIngestStatus>();
    }

    public CloudIngestStatus Cloud { get; }

    public UplinkState State => _status.State;

    public string? LastError => _status.LastError;

    public long Bytes => _status.Bytes;

    public long Frames => _status.Frames;

    public void Start() => _ = Task.Run(async () =>
    {
        foreach (var service in _services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
    });

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(limit.Token);
        await _services.DisposeAsync();
    }
}
