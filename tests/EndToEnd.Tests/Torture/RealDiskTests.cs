using EventEdge.Tests.Support;
using EventEdge.Torture.Plant;

namespace EventEdge.EndToEnd.Tests.Torture;

/// <summary>A disk that loses its power keeps what was synced, and nothing that only memory or its cache held.</summary>
public sealed class RealDiskTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TempDirectory _directory = new();
    private SmallDisk _disk = null!;

    public async ValueTask InitializeAsync()
    {
        _disk = await SmallDisk.MountRealAsync(_directory.File("disk"));
        if (_disk.Real is null) Assert.Skip("loop devices cannot be mounted here");
    }

    public async ValueTask DisposeAsync()
    {
        if (_disk is not null) await _disk.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_was_synced_is_there_and_what_was_not_is_gone_names_included()
    {
        await RunAsync("echo early > a; sync a; sync .; echo late >> a; echo new > b; mkdir c");
        Assert.True(await _disk.Real!.CutAsync(survives: () => false, afterwards: () => Task.CompletedTask) > 0);
        Assert.Equal("early\n", File.ReadAllText(Path.Combine(_disk.Path, "a")));
        Assert.False(File.Exists(Path.Combine(_disk.Path, "b")));
        Assert.False(Directory.Exists(Path.Combine(_disk.Path, "c")));
    }

    [Fact]
    public async Task Pages_that_the_disk_had_written_by_chance_may_be_there_and_the_next_cut_finds_a_sound_disk()
    {
        var random = new Random(1);
        for (var cut = 0; cut < 3; cut++)
        {
            await RunAsync($"echo {cut} > kept{cut}; sync kept{cut}; sync .; head -c 300000 /dev/urandom > cut{cut}");
            await _disk.Real!.CutAsync(survives: () => random.Next(2) == 0, afterwards: () => Task.CompletedTask);
            for (var kept = 0; kept <= cut; kept++) Assert.Equal($"{kept}\n", File.ReadAllText(Path.Combine(_disk.Path, $"kept{kept}")));
        }
    }

    [Fact]
    public async Task A_disk_that_has_died_answers_with_errors_until_it_is_back()
    {
        var code = 0;
        await _disk.Real!.CutAsync(() => true, async () => code = await RunAsync("echo x > d && sync d && sync ."));
        Assert.NotEqual(0, code);
        Assert.Equal(0, await RunAsync("echo x > d && sync d && sync ."));
    }

    private async Task<int> RunAsync(string command)
    {
        await using var shell = ProcessHost.Start("sh", ["-c", command], folder: _disk.Path);
        return await shell.WaitForExitAsync(Limit);
    }
}
