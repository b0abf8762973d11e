using EventEdge.Commands;
using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Nodes;

namespace EventEdge.EventEdge.Tests.Nodes;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void It_is_made_when_missing_and_free_again_when_closed()
    {
        var path = Path.Combine(_bench.Folder, "a", "b");
        using (DataDirectory.Open(path)) Assert.True(Directory.Exists(path));
        using var again = DataDirectory.Open(path);
        Assert.Equal(path, again.Path);
    }

    [Fact]
    public void A_second_node_is_kept_out()
    {
        using var first = DataDirectory.Open(_bench.Folder);
        var refusal = Assert.Throws<CommandFailure>(() => DataDirectory.Open(_bench.Folder));
        Assert.Equal(ExitCode.Failure, refusal.ExitCode);
        Assert.Contains("in use by another node", refusal.Message);
    }

    [Fact]
    public void A_place_that_cannot_be_a_directory_is_named_in_one_line()
    {
        var file = _bench.File("occupied", "not a directory");
        var refusal = Assert.Throws<CommandFailure>(() => DataDirectory.Open(Path.Combine(file, "data")));
        Assert.Equal(ExitCode.Failure, refusal.ExitCode);
        Assert.Contains("cannot be made", refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
