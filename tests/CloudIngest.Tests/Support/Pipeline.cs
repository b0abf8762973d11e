using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Status;
using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Uplink;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventEdge.CloudIngest.Tests.Support;

/// <summary>An edge's uplink, a cloud ingest, or both in one process, as a program would compose them.</summary>
internal sealed class Pipeline(IHost host) : IAsyncDisposable
{
    public UplinkStatus Uplink => host.Services.GetRequiredService<UplinkStatus>();

    public LinkSwitch Link => host.Services.GetRequiredService<LinkSwitch>();

    public CloudSnapshot Cloud => host.Services.GetRequiredService<CloudIngestStatus>().Snapshot();

    /// <summary>What the cloud says is wrong with it, for who waits for it in vain.</summary>
    public string Troubles => string.Join("; ", Cloud.Health.Where(check => check.Reason is not null).Select(check => check.Reason));

    public static Task<Pipeline> StartAsync(
        IOutboxReader? outbox = null, UplinkOptions? uplink = null, CloudOptions? cloud = null, ITimeSeriesWriter? store = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        if (outbox is not null) builder.Services.AddSingleton(outbox);
        if (cloud is not null) builder.Services.AddCloudIngest(cloud);
        if (uplink is not null) builder.Services.AddUplink(uplink);
        if (store is not null) builder.Services.AddSingleton(store);
        return StartAsync(builder.Build());
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await host.StopAsync(limit.Token);
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }

    public static UplinkOptions EdgeOver(RabbitMqOptions broker) => new()
    {
        Node = "edge-1",
        Bus = broker,
        ConfirmTimeLimit = TimeSpan.FromSeconds(15),
        RetryDelayLimit = TimeSpan.FromSeconds(1),
    };

    public static CloudOptions CloudOver(RabbitMqOptions broker, string directory) => new()
    {
        DataDirectory = directory,
        RabbitMq = broker,
        RetryDelayLimit = TimeSpan.FromSeconds(1),
    };

    private static async Task<Pipeline> StartAsync(IHost host)
    {
        await host.StartAsync();
        return new Pipeline(host);
    }
}
