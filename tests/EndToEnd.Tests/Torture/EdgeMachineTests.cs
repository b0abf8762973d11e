using System.Globalization;
using EventEdge.Tests.Support;
using EventEdge.Torture.Plant;

namespace EventEdge.EndToEnd.Tests.Torture;

/// <summary>What a process on a spoiled machine meets, and that the machine counts it.</summary>
public sealed class EdgeMachineTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TempDirectory _directory = new();
    private EdgeMachine _machine = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(ProcessHost.Exists("gcc"), "gcc is not installed");
        _machine = await EdgeMachine.CompileAsync(_directory, _directory.Path);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_sound_machine_is_as_it_was()
    {
        Assert.Equal(0, (await RunAsync($"date > {_directory.File("f")} && sync {_directory.File("f")}")).Code);
        Assert.Equal((0, 0, 0), (_machine.MovedReadings, _machine.SlowSyncs, _machine.RefusedWrites));
    }

    [Fact]
    public async Task A_moved_clock_shows_another_time()
    {
        _machine.MoveClock(TimeSpan.FromHours(-2));
        var shown = long.Parse((await RunAsync("date +%s")).Output, CultureInfo.InvariantCulture);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(shown, now - 7200 - 60, now - 7200);
        Assert.True(_machine.MovedReadings > 0);
    }

    [Fact]
    public async Task A_slow_disk_counts_its_syncs()
    {
        _machine.SlowSync(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, (await RunAsync($"echo x > {_directory.File("f")}; sync {_directory.File("f")}")).Code);
        Assert.True(_machine.SlowSyncs > 0);
    }

    [Fact]
    public async Task A_read_only_disk_refuses_until_it_is_writable_again()
    {
        _machine.BecomeReadOnly(true);
        Assert.NotEqual(0, (await RunAsync($"mkdir {_directory.File("d")}")).Code);
        Assert.True(_machine.RefusedWrites > 0);
        _machine.BecomeReadOnly(false);
        Assert.Equal(0, (await RunAsync($"mkdir {_directory.File("d")}")).Code);
    }

    private async Task<(int Code, string Output)> RunAsync(string command)
    {
        await using var process = ProcessHost.Start("sh", ["-c", command], _machine.Environment);
        return (await process.WaitForExitAsync(Limit), process.Output);
    }
}
