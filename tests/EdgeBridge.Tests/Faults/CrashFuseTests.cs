using EventEdge.Contracts.Faults;

namespace EventEdge.EdgeBridge.Tests.Faults;

/// <summary>A hook that can end the process needs better reasons than most not to.</summary>
public sealed class CrashFuseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eventedge-fuse-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Without_the_variable_there_is_no_fuse()
    {
        Assert.Null(Environment.GetEnvironmentVariable(CrashFuse.Variable));
        Assert.Null(CrashFuse.FromEnvironment());
        CrashPoint.Reach(CrashPoint.Synced);
    }

    [Fact]
    public void A_variable_that_names_no_file_is_no_fuse() => Assert.Null(CrashFuse.Read(Path.Combine(_folder.FullName, "none")));

    [Theory]
    [InlineData("")]
    [InlineData("synced")]
    [InlineData("synced 0")]
    [InlineData("synced -1")]
    [InlineData("synced 1 more")]
    public void A_file_that_says_anything_else_is_no_fuse(string text) => Assert.Null(CrashFuse.Read(Say(text)));

    [Fact]
    public void It_burns_at_the_visit_asked_for_and_only_then()
    {
        var fuse = CrashFuse.Read(Say("synced 2"))!;
        Assert.Equal([false, true, false], new[] { fuse.IsLast("synced"), fuse.IsLast("synced"), fuse.IsLast("synced") });
    }

    [Fact]
    public void Other_places_do_not_count()
    {
        var fuse = CrashFuse.Read(Say("synced 1"))!;
        Assert.False(fuse.IsLast("appended"));
        Assert.True(fuse.IsLast("synced"));
    }

    private string Say(string text)
    {
        var file = Path.Combine(_folder.FullName, "fuse");
        File.WriteAllText(file, text);
        return file;
    }
}
