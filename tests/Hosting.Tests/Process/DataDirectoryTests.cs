using EventEdge.Hosting.Process;
using EventEdge.Tests.Support;

namespace EventEdge.Hosting.Tests.Process;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_made_when_missing_and_free_again_when_closed()
    {
        var path = Path.Combine(_folder.Path, "a", "b");
        using (DataDirectory.Open(path)) Assert.True(Directory.Exists(path));
        using var again = DataDirectory.Open(path);
        Assert.Equal(path, again.Path);
    }

    [Fact]
    public void A_second_node_is_kept_out()
    {
        using var first = DataDirectory.Open(_folder.Path);
        var refusal = Assert.Throws<NodeStartException>(() => DataDirectory.Open(_folder.Path));
        Assert.Contains("in use by another node", refusal.Message);
    }

    [Fact]
    public void A_place_that_cannot_be_a_directory_is_named_in_one_line()
    {
        var file = _folder.File("occupied");
        File.WriteAllText(file, "not a directory");
        var refusal = Assert.Throws<NodeStartException>(() => DataDirectory.Open(Path.Combine(file, "data")));
        Assert.Contains("cannot be made", refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
