using System.Diagnostics;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>The promise at its full size, on a real disk; its figures are in decision 0007. Run on request, for it takes minutes.</summary>
public sealed class LongOutage : IDisposable
{
    private const int Devices = 50;
    private const int WindowsADay = 24 * 360;
    private const long LimitBytes = 5_000_000;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory(Explicit = true)]
    [InlineData("1m")]
    [InlineData("1h")]
    public async Task Three_days_of_ten_second_windows_of_fifty_series_fit_into_5_MB_with_nothing_left_out(string lateness)
    {
        var files = new MeasuringFiles(PhysicalLogFiles.Instance);
        var began = Stopwatch.GetTimestamp();
        await using var outbox = Open(files);
        var (windows, points) = await DownsamplingFixture.AssertOutageFitsAsync(outbox, Devices, 3 * WindowsADay, lateness);
        Assert.InRange(files.Most, 1, LimitBytes);
        Say($"{windows} windows became {points} points; at most {files.Most} of {LimitBytes} bytes on the disk; "
            + $"{Stopwatch.GetElapsedTime(began)}");
    }

    [Fact(Explicit = true)]
    public async Task The_dispatch_loop_hardly_waits_for_passes_and_a_full_outbox_opens_soon()
    {
        List<double> pauses = [];
        await using (var outbox = Open(PhysicalLogFiles.Instance))
        {
            using var plant = new Plant(outbox, Devices) { Timed = took => pauses.Add(took.TotalMilliseconds) };
            plant.Run(0, WindowsADay);
            await outbox.RelieveAsync();
            pauses.Clear();
            for (var window = WindowsADay; window < WindowsADay + 400; window++)
            {
                plant.Run(window, window + 1);
                await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            Say($"{pauses.Count} commits, 2,000 a second, of which {outbox.TallyOf("press", plant.Version).Merged} windows "
                + "were merged so far");
        }

        pauses.Sort();
        Say($"commit p50 {At(0.5):0.000} ms, p99 {At(0.99):0.000} ms, p99.9 {At(0.999):0.000} ms, longest {pauses[^1]:0.0} ms");
        Assert.InRange(pauses[^1], 0, 1_000);
        var began = Stopwatch.GetTimestamp();
        await using var again = Open(PhysicalLogFiles.Instance);
        Say($"opened {again.Depth.Points} points, {again.Depth.Bytes} bytes in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");

        double At(double fraction) => pauses[(int)(fraction * (pauses.Count - 1))];
    }

    private ResultOutbox Open(ILogFiles files)
    {
        var options = new OutboxOptions
        { Directory = Path.Combine(_directory.Path, "outbox"), HardLimitBytes = LimitBytes, BacklogLimit = int.MaxValue };
        return ResultOutbox.Open(options, files, TimeProvider.System, NullLogger.Instance);
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
