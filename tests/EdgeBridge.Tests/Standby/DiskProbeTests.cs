using EventEdge.EdgeBridge.Standby;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Standby;

public sealed class DiskProbeTests
{
    [Fact]
    public async Task A_full_disk_is_waited_for_although_no_node_has_run_there()
    {
        await using var disk = await TinyDisk.MountAsync(mebibytes: 2);
        Assert.Null(DiskProbe.Refusal(disk.Path));

        disk.Fill();
        Assert.NotNull(DiskProbe.Refusal(disk.Path));

        disk.Release();
        Assert.Null(DiskProbe.Refusal(disk.Path));
    }

    [Fact]
    public void A_directory_that_is_not_there_is_nothing_to_wait_for() =>
        Assert.Null(DiskProbe.Refusal(Path.Combine(Path.GetTempPath(), "never made")));
}
