using System.Globalization;
using EventEdge.Tests.Support;
using EventEdge.Torture.Faults.Power;
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

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(30, 1, 39)]
    [InlineData(100, 40, 40)]
    public async Task So_many_of_a_hundred_syncs_fail(int ofHundred, int atLeast, int atMost)
    {
        _machine.FailSyncs(ofHundred);
        var file = _directory.File("f");
        File.WriteAllText(file, "x");
        var command = $"""
            import os
            f = os.open('{file}', os.O_RDWR)
            failed = 0
            for i in range(40):
                try: os.fsync(f)
                except OSError: failed += 1
            print(failed)
            """;
        await using var python = ProcessHost.Start("python3", ["-c", command], _machine.Environment);
        Assert.Equal(0, await python.WaitForExitAsync(Limit));
        var failed = int.Parse(python.Output, CultureInfo.InvariantCulture);
        Assert.InRange(failed, atLeast, atMost);
        Assert.Equal(failed, _machine.FailedSyncs);
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

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task A_power_cut_takes_what_was_not_synced_and_with_a_deaf_disk_all(bool deafToSyncs, int pages)
    {
        var file = _directory.File("f");
        File.WriteAllBytes(file, new byte[8192]);
        _machine.BeginNotes(deafToSyncs);
        const string Write =
            "import os; f = os.open('{0}', os.O_RDWR); os.pwrite(f, b'early', 0); os.fsync(f); os.pwrite(f, b'late', 5000)";
        await using var python = ProcessHost.Start(
            "python3", ["-c", string.Format(CultureInfo.InvariantCulture, Write, file)], _machine.Environment);
        Assert.Equal(0, await python.WaitForExitAsync(Limit));

        var inode = long.Parse((await RunAsync($"stat -c %i {file}")).Output, CultureInfo.InvariantCulture);
        Assert.Equal(pages, PowerCut.Undo(_machine.EndNotes(), new Dictionary<long, string> { [inode] = file }, survives: () => false));
        var left = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(deafToSyncs ? 0 : 'e', left[0]);
        Assert.Equal(0, left[5000]);
    }

    private async Task<(int Code, string Output)> RunAsync(string command)
    {
        await using var process = ProcessHost.Start("sh", ["-c", command], _machine.Environment);
        return (await process.WaitForExitAsync(Limit), process.Output);
    }
}
