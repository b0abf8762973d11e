using System.Diagnostics;
using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Node;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.Ingest;

/// <summary>What a point costs.</summary>
/// <param name="ProcessorMicroseconds">Processor time of the process.</param>
/// <param name="Microseconds">Time.</param>
/// <param name="Bytes">Bytes allocated.</param>
internal readonly record struct IngestCost(double ProcessorMicroseconds, double Microseconds, double Bytes);

/// <summary>
/// A cloud with the embedded store that gets frames of 500 points over the bus of its process, some of them at once. Uses nothing but the
/// public surface, so that the same program measures an earlier version.
/// </summary>
internal sealed class IngestRun : IAsyncDisposable
{
    private const int PointsInFrame = 500;
    private const int Devices = 100;
    private const int FramesAtOnce = 16;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services;
    private readonly string _directory;
    private readonly byte[][] _frames;
    private readonly LocalBus _bus;
    private int _next;

    private IngestRun(ServiceProvider services, string directory, byte[][] frames)
    {
        (_services, _directory, _frames) = (services, directory, frames);
        _bus = services.GetRequiredService<LocalBus>();
    }

    /// <summary>Starts the cloud and makes so many frames.</summary>
    public static async Task<IngestRun> StartAsync(int frames)
    {
        var directory = Directory.CreateTempSubdirectory("eventedge-ingest-").FullName;
        var services = new ServiceCollection().AddLogging(log => log.SetMinimumLevel(LogLevel.Warning));
        services.AddCloudIngest(new CloudOptions { DataDirectory = directory });
        var provider = services.BuildServiceProvider();
        var run = new IngestRun(provider, directory, [.. Enumerable.Range(0, frames).AsParallel().AsOrdered().Select(FrameOf)]);
        foreach (var service in provider.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        return run;
    }

    /// <summary>The next frames go in; their cost.</summary>
    public async Task<IngestCost> RoundAsync(int frames)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (processor, start, allocated) = (process.TotalProcessorTime, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
        await Parallel.ForEachAsync(
            _frames.AsSpan(_next, frames).ToArray(), new ParallelOptions { MaxDegreeOfParallelism = FramesAtOnce },
            async (body, cancellation) => await _bus.SendAsync(body, cancellation));
        process.Refresh();
        _next += frames;
        var points = (double)frames * PointsInFrame;
        return new(
            (process.TotalProcessorTime - processor).TotalMicroseconds / points, Stopwatch.GetElapsedTime(start).TotalMicroseconds / points,
            (GC.GetTotalAllocatedBytes() - allocated) / points);
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(limit.Token);
        await _services.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    // Windows of a hundred devices, as stats gives them.
    private static byte[] FrameOf(int number)
    {
        var first = ((long)number * PointsInFrame / 10) + 1;
        var random = new Random(number);
        var points = Enumerable.Range(0, PointsInFrame).Select(place =>
        {
            var window = ((number * PointsInFrame) + place) / Devices;
            var point = new Point
            {
                Measurement = "press_temperature",
                Tags = [new("device", $"press-{place % Devices}"), new("site", "north")],
                Fields = [new("count", 10.0), new("sum", 10 * Number(random)), new("min", Number(random)), new("max", Number(random)),
                    new("mean", Number(random))],
                Time = Start.AddSeconds(10 * window),
                WindowEnd = Start.AddSeconds(10 * (window + 1)),
            };
            return new FramePoint(first + (place / 10), "press_temperature", "00000000000000ff", point);
        }).ToList();
        return FrameBody.Encode(new MeasurementFrame
        {
            Node = "edge-1",
            Epoch = new Guid("0b5e1d2c-7f43-4d0f-9b7a-3a6f0c1d2e4f"),
            Class = DeliveryClass.Normal,
            FirstSequence = first,
            LastSequence = points[^1].Sequence,
            SentAt = Start,
            Series = FrameCodec.ToSeries(points, first),
        });
    }

    private static double Number(Random random) => Math.Round(20 + (5 * random.NextDouble()), 2);
}
