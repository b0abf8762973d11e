using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>Under pressure the outbox loses resolution, never coverage.</summary>
public sealed class DownsamplingTests : DownsamplingFixture
{
    [Theory]
    [InlineData("20s")]
    [InlineData("10m")]
    [InlineData("1h")]
    [InlineData("2d")]
    public async Task Six_hours_of_fifty_series_fit_into_1_MiB_with_nothing_left_out_whatever_the_lateness(string lateness)
    {
        const long Limit = OutboxOptions.SmallestHardLimitBytes;
        var files = new MeasuringFiles(Disk);
        await using var outbox = Open(files, Limit);
        await AssertOutageFitsAsync(outbox, devices: 50, windows: 6 * 360, lateness);
        Assert.InRange(files.Most, 1, Limit);
    }
}
