using EventEdge.EdgeBridge.Announcements;

namespace EventEdge.EdgeBridge.Tests.Announcements;

/// <summary>The file of what was announced: read as far as it is whole, and never in the way.</summary>
public sealed class AnnouncedTopicsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eventedge-");
    private readonly string _path;

    public AnnouncedTopicsTests() => _path = Path.Combine(_folder.FullName, "announced.txt");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("nonsense\na 0123456789abcdef t1\nb 01234")]
    [InlineData("\n\na 0123456789abcdef t1")]
    public void A_file_that_is_half_a_line_gives_the_rest(string content)
    {
        File.WriteAllText(_path, content);
        Assert.Equal([new AnnouncedTopic("a", "0123456789abcdef", "t1")], new AnnouncedTopics(_path).Load());
    }

    [Fact]
    public void A_file_that_cannot_be_written_stops_nothing()
    {
        var topics = new AnnouncedTopics(Path.Combine(_folder.FullName, "no", "such", "folder"));
        topics.Add(new("a", "0123456789abcdef", "t"), () => []);
        Assert.NotNull(topics.Problem);
        Assert.Empty(topics.Load());
    }

    [Fact]
    public void What_could_not_be_written_is_written_with_the_next()
    {
        var folder = Path.Combine(_folder.FullName, "later");
        var topics = new AnnouncedTopics(Path.Combine(folder, "announced.txt"));
        var (one, two) = (new AnnouncedTopic("a", "0123456789abcdef", "t1"), new AnnouncedTopic("a", "0123456789abcdef", "t2"));
        topics.Add(one, () => [one]);
        Directory.CreateDirectory(folder);
        topics.Add(two, () => [one, two]);
        Assert.Null(topics.Problem);
        Assert.Equal([one, two], topics.Load());
    }

    [Fact]
    public void Of_one_topic_the_last_line_counts()
    {
        File.WriteAllText(_path, "a 0123456789abcdef t1\na 0123456789abcdef t2\nb fedcba9876543210 t1\n");
        Assert.Equal(
            [new AnnouncedTopic("b", "fedcba9876543210", "t1"), new("a", "0123456789abcdef", "t2")], new AnnouncedTopics(_path).Load());
    }
}
