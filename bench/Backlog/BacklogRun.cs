using System.Diagnostics;
using System.Text;
using EventEdge.EdgeBridge;
using EventEdge.EdgeBridge.Node;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.Backlog;

/// <summary>
/// One outage: the link is cut, results pile up on disk as fast as asked for or as the node makes them, the link comes back, everything
/// leaves. Measures the process at ten points of the way up, and the rates of both ways.
/// </summary>
internal sealed class BacklogRun(BacklogOptions options) : IAsyncDisposable
{
    private const int Steps = 10;
    private const int ProbeMessages = 500;
    private const long OutboxLimitBytes = 64L << 30;

    private const string Bindings =
        """
        bindings:
          - name: everything
            trigger: { mqtt: "plant/{device}", qos: 0 }
            event_time: { field: ts }
            function: { builtin: pass, with: { fields: [temperature, humidity] } }
            emit: { measurement: everything, tags: [device] }
          - name: probe
            trigger: { mqtt: "probe/{device}", qos: 1 }
            where: value < 0
            function: { builtin: pass, with: { fields: [value] } }
            emit: { measurement: probe }
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private EdgeNode _node = null!;
    private DirectEndpoint _endpoint = null!;
    private HostedUplink _uplink = null!;
    private long _sent;

    public async Task<BacklogResult> RunAsync()
    {
        await StartAsync();
        _node.Link.Set(cut: true);
        await FillAsync(options.Records / 100); // compiled and warm before anything is measured
        var samples = new List<BacklogSample>();
        var clock = new Stopwatch();
        for (var step = 1; step <= Steps; step++)
        {
            clock.Start();
            await FillAsync(options.Records * step / Steps);
            clock.Stop();
            samples.Add(await SampleAsync());
            Console.Error.WriteLine(samples[^1]);
        }

        var bytes = _node.Snapshot().Outbox.Bytes;
        var (drained, took) = await DrainAsync();
        return new(options.Records, bytes, samples, options.Records * 0.99 / clock.Elapsed.TotalSeconds, drained,
            drained / took.TotalSeconds, _uplink.Bytes);
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private async Task StartAsync()
    {
        Directory.CreateDirectory(options.Directory);
        var bindings = Path.Combine(options.Directory, "bindings.yaml");
        await File.WriteAllTextAsync(bindings, Bindings);
        _node = new EdgeNode(
            new EdgeOptions
            {
                Node = "backlog", BindingsFile = bindings, DataDirectory = Path.Combine(options.Directory, "edge"),
                OutboxLimitBytes = OutboxLimitBytes
            },
            intake => _endpoint = new DirectEndpoint(intake),
            (outbox, link) => _uplink = new HostedUplink(outbox, link, options),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await _node.StartAsync(CancellationToken.None);
    }

    private async Task FillAsync(long until)
    {
        var payload = new byte[64];
        var (began, from) = (Stopwatch.GetTimestamp(), _sent);
        while (_sent < until)
        {
            if (options.FillRate > 0 && (_sent - from) / (double)options.FillRate > Stopwatch.GetElapsedTime(began).TotalSeconds)
            {
                await Task.Delay(Tick, TimeProvider.System, CancellationToken.None);
                continue;
            }

            var timestamp = 1_700_000_000_000 + _sent;
            var text = FormattableString.Invariant(
                $$"""{"ts":{{timestamp}},"temperature":{{_sent % 400 / 10.0}},"humidity":{{_sent % 90}}}""");
            var length = Encoding.UTF8.GetBytes(text, payload);
            await _endpoint.Intake.AcceptAsync(
                new($"plant/{_sent % 100}", payload.AsMemory(0, length), 0, false, false, "plant", 0), CancellationToken.None);
            _sent++;
        }

        while (_node.Snapshot().Outbox.Records < until) await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
    }

    private async Task<BacklogSample> SampleAsync()
    {
        var (p50, p99) = await new Probe(_endpoint.Intake).MeasureAsync(ProbeMessages);
        return new(_node.Snapshot().Outbox.Records, Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false), p50, p99);
    }

    private async Task<(long Drained, TimeSpan Took)> DrainAsync()
    {
        var clock = Stopwatch.StartNew();
        _node.Link.Set(cut: false);
        while (_uplink.Cloud.Snapshot().PointsStored < options.Records && clock.Elapsed < options.DrainLimit)
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        return (_uplink.Cloud.Snapshot().PointsStored, clock.Elapsed);
    }
}
