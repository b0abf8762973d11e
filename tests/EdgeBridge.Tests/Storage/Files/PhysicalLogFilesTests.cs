using EventEdge.Contracts.Durability;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Files;
using static EventEdge.EdgeBridge.Tests.Storage.LogFixture;

namespace EventEdge.EdgeBridge.Tests.Storage.Files;

public sealed class PhysicalLogFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("eventedge-log-").FullName;

    [Fact]
    public async Task A_log_on_a_real_disk_survives_its_process()
    {
        await using (var log = OpenHere()) await AppendAsync(log, 200);
        await using var again = OpenHere();
        Assert.Equal(Range(1, 200), ReadAll(again));
        again.Trim(150);
        Assert.InRange(again.FirstSequence, 2, 150);
        Assert.Equal(Range(again.FirstSequence, 200), ReadAll(again));
    }

    [Fact]
    public async Task The_directory_is_locked_until_the_log_is_closed()
    {
        var log = OpenHere();
        Assert.Throws<LogOpenException>(OpenHere);
        await log.DisposeAsync();
        await using var next = OpenHere();
    }

    [Fact]
    public void A_created_file_has_its_full_length_of_zeros()
    {
        using var file = PhysicalLogFiles.Instance.Create(Path.Combine(_directory, "file"), 10_000);
        var content = new byte[20_000];
        Assert.Equal(10_000, file.Read(content, 0));
        Assert.All(content, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_directory_is_created_with_its_parents()
    {
        var deep = Path.Combine(_directory, "a", "b", "c");
        PhysicalLogFiles.Instance.CreateDirectory(deep);
        PhysicalLogFiles.Instance.CreateDirectory(deep);
        Assert.True(Directory.Exists(deep));
    }

    [Fact]
    public void A_directory_that_does_not_exist_cannot_be_synced() =>
        Assert.Contains(
            "cannot open ", Assert.Throws<IOException>(() => DurableFile.SyncDirectory(Path.Combine(_directory, "none"))).Message);

    [Fact]
    public void A_sync_that_the_system_refuses_is_an_error_and_the_file_is_not_touched_again()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "there is no file that refuses to be synced");
        using var file = PhysicalLogFiles.Instance.Open("/dev/null", writable: true);
        file.Write("record"u8, 0);
        Assert.Contains("cannot sync /dev/null", Assert.Throws<IOException>(file.Sync).Message, StringComparison.Ordinal);
        Assert.Contains("is not written to again", Assert.Throws<IOException>(file.Sync).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => file.Write("record"u8, 0));
    }

    [Fact]
    public void A_file_that_cannot_be_replaced_stays_and_leaves_no_draft()
    {
        var target = Path.Combine(_directory, "target");
        Directory.CreateDirectory(target);
        Assert.ThrowsAny<Exception>(() => DurableFile.Replace(target, "new"u8));
        Assert.Equal([target], Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void A_path_that_cannot_be_a_directory_is_refused_in_one_line()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "in the way");
        var refused = Assert.Throws<LogOpenException>(
            () => Open(PhysicalLogFiles.Instance, Options() with { Directory = Path.Combine(file, "log") }));
        Assert.DoesNotContain('\n', refused.Message);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private SegmentedLog OpenHere() => Open(PhysicalLogFiles.Instance, Options() with { Directory = Path.Combine(_directory, "log") });
}
