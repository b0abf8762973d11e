using System.Text;
using EventEdge.EdgeBridge.Announcements;
using EventEdge.FunctionDispatcher;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Announcements;

/// <summary>Announcements over their life: said once, said again, taken back, also after a restart, and never without a bound.</summary>
public sealed class ResultAnnouncementsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eventedge-");
    private readonly List<LocalMessage> _published = [];
    private bool _isUp = true;

    private string FilePath => Path.Combine(_folder.FullName, "announced.txt");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void An_announcement_is_published_retained_and_once()
    {
        var announcements = Using("a");
        announcements.Announce(Of("a", "t1", "x"));
        announcements.Announce(Of("a", "t1", "x"));
        announcements.HandOver();
        announcements.HandOver();
        Assert.Equal(["t1=x"], Published());
        Assert.All(_published, m => Assert.True(m.Retain));
    }

    [Fact]
    public void One_that_says_something_else_is_published_again()
    {
        var announcements = Using("a");
        announcements.Announce(Of("a", "t1", "x"));
        announcements.HandOver();
        announcements.Announce(Of("a", "t1", "y"));
        announcements.HandOver();
        Assert.Equal(["t1=x", "t1=y"], Published());
    }

    [Fact]
    public void Who_has_started_is_told_everything_again()
    {
        var announcements = Using("a");
        announcements.Announce(Of("a", "t1", "x"));
        announcements.Announce(Of("a", "t2", "y"));
        announcements.HandOver();
        announcements.Look("homeassistant/status", "online"u8);
        announcements.HandOver();
        Assert.Equal(["t1=x", "t2=y", "t1=x", "t2=y"], Published());
    }

    [Theory]
    [InlineData("homeassistant/status", "offline")]
    [InlineData("homeassistant/status", "")]
    [InlineData("other/status", "online")]
    public void Nobody_else_is(string topic, string payload)
    {
        var announcements = Using("a");
        announcements.Announce(Of("a", "t1", "x"));
        announcements.HandOver();
        announcements.Look(topic, Encoding.UTF8.GetBytes(payload));
        announcements.HandOver();
        Assert.Equal(["t1=x"], Published());
    }

    [Fact]
    public void The_topics_of_who_starts_are_those_that_bindings_name()
    {
        var announcements = Open();
        Assert.Empty(announcements.BirthTopics);
        announcements.Use(Bindings(("a", "home_assistant"), ("b", "{ home_assistant: { prefix: ha } }"), ("c", "home_assistant")));
        Assert.Equal(["homeassistant/status", "ha/status"], announcements.BirthTopics);
    }

    [Fact]
    public void What_a_binding_announced_is_taken_back_when_it_goes()
    {
        var announcements = Using("a", "b");
        announcements.Announce(Of("a", "t1", "x"));
        announcements.Announce(Of("b", "t2", "y"));
        announcements.HandOver();
        announcements.Use(Bindings(("b", "home_assistant")));
        announcements.HandOver();
        Assert.Equal(["t1=x", "t2=y", "t1="], Published());
        Assert.Equal(1, announcements.Count);
    }

    [Fact]
    public void What_a_binding_announced_is_taken_back_when_it_does_not_ask_for_it_any_more()
    {
        var announcements = Using("a");
        announcements.Announce(Of("a", "t1", "x"));
        announcements.HandOver();
        announcements.Use(Bindings(("a", null)));
        announcements.HandOver();
        Assert.Equal(["t1=x", "t1="], Published());
        Assert.Empty(announcements.BirthTopics);
    }

    [Fact]
    public void An_edit_of_what_announcements_depend_on_takes_them_back()
    {
        var announcements = Using("a");
        announcements.Announce(Of("a", "t1", "x"));
        announcements.HandOver();
        announcements.Use(Bindings(("a", "{ home_assistant: { prefix: ha } }")));
        announcements.HandOver();
        Assert.Equal(["t1=x", "t1="], Published());
    }

    [Fact]
    public void An_edit_of_anything_else_leaves_them()
    {
        var announcements = Using("a");
        announcements.Announce(Of("a", "t1", "x"));
        announcements.HandOver();
        announcements.Use([.. Bindings(("a", "home_assistant")).Select(b => b with { Where = "x > 1", Durability = Durability.Journal })]);
        announcements.HandOver();
        Assert.Equal(["t1=x"], Published());
    }

    [Fact]
    public void What_is_announced_again_before_it_was_taken_back_stays()
    {
        var announcements = Using("a");
        announcements.Announce(Of("a", "t1", "x"));
        announcements.HandOver();
        _isUp = false;
        announcements.Use([]);
        announcements.Use(Bindings(("a", "home_assistant")));
        announcements.Announce(Of("a", "t1", "x"));
        _isUp = true;
        announcements.HandOver();
        Assert.Equal("t1=x", Published()[^1]);
        Assert.Equal(["a"], Lines().Select(l => l.Binding));
    }

    [Fact]
    public void A_restart_knows_what_to_take_back()
    {
        var before = Using("a", "b");
        before.Announce(Of("a", "t1", "x"));
        before.Announce(Of("b", "t2", "y"));
        before.HandOver();
        _published.Clear();

        var after = Using("b");
        after.HandOver();
        Assert.Equal(["t1="], Published());
        Assert.Equal(["b"], Lines().Select(l => l.Binding));
    }

    [Fact]
    public void What_could_not_be_taken_back_is_tried_again_after_the_next_restart()
    {
        var first = Using("a");
        first.Announce(Of("a", "t1", "x"));
        first.HandOver();
        _isUp = false;
        first.Use([]);
        Assert.False(first.HandOver());
        _isUp = true;
        _published.Clear();
        var second = Open();
        second.Use([]);
        second.HandOver();
        Assert.Equal(["t1="], Published());
        Assert.Empty(Lines());
    }

    [Fact]
    public void Results_of_before_the_bindings_were_known_are_theirs()
    {
        var announcements = Open();
        announcements.Announce(Of("a", "t1", "x"));
        announcements.Use(Bindings(("a", "home_assistant")));
        announcements.HandOver();
        Assert.Equal(["t1=x"], Published());
    }

    [Fact]
    public void What_the_listener_does_not_take_waits_and_of_one_topic_the_newest()
    {
        var announcements = Using("a");
        _isUp = false;
        announcements.Announce(Of("a", "t1", "x"));
        announcements.Announce(Of("a", "t1", "y"));
        Assert.False(announcements.HandOver());
        _isUp = true;
        Assert.True(announcements.HandOver());
        Assert.Equal(["t1=y"], Published());
    }

    [Fact]
    public async Task It_hands_over_by_itself_and_tries_again()
    {
        var time = new FakeTimeProvider();
        var announcements = Open(time);
        announcements.Use(Bindings(("a", "home_assistant")));
        using var stop = new CancellationTokenSource();
        _isUp = false;
        announcements.Announce(Of("a", "t1", "x"));
        var running = announcements.RunAsync(stop.Token);
        _isUp = true;
        await PublishedAsync(1);
        announcements.Announce(Of("a", "t2", "y"));
        await PublishedAsync(2);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(["t1=x", "t2=y"], Published());

        Task PublishedAsync(int count) => Eventually.IsTrue(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Published().Count >= count;
            },
            $"{count} are published");
    }

    [Fact]
    public void There_are_never_more_than_the_limit_and_room_is_used_again()
    {
        var announcements = Using("a", "b");
        for (var i = 0; i < ResultAnnouncements.Limit + 10; i++) announcements.Announce(Of("a", $"t{i}", "x"));
        Assert.Equal(ResultAnnouncements.Limit, announcements.Count);
        announcements.Use(Bindings(("b", "home_assistant")));
        announcements.Announce(Of("b", "u", "x"));
        Assert.Equal(1, announcements.Count);
    }

    [Fact]
    public void A_node_without_announcements_writes_no_file()
    {
        Using("a").HandOver();
        Assert.False(File.Exists(FilePath));
    }

    private static Announcement Of(string binding, string topic, string payload) => new(binding, topic, Encoding.UTF8.GetBytes(payload));

    private static IReadOnlyList<BindingConfig> Bindings(params (string Name, string? Discovery)[] bindings)
    {
        var text = string.Concat(bindings.Select(
            b => $"  - {{ name: {b.Name}, trigger: {{ mqtt: x }}, function: {{ builtin: pass }}, "
                + $"emit: {{ mqtt: \"out/{b.Name}\"{(b.Discovery is null ? string.Empty : $", discovery: {b.Discovery}")} }} }}\n"));
        var result = BindingsFile.Parse($"bindings:\n{text}", "b", EventEdgeComponents.Default);
        Assert.Empty(result.Problems.Select(p => p.Render()));
        return result.Config!.Bindings;
    }

    private IReadOnlyList<AnnouncedTopic> Lines() => new AnnouncedTopics(FilePath).Load();

    private ResultAnnouncements Using(params string[] names)
    {
        var announcements = Open();
        announcements.Use(Bindings([.. names.Select(n => (n, (string?)"home_assistant"))]));
        return announcements;
    }

    private ResultAnnouncements Open(TimeProvider? time = null) => new(
        new AnnouncedTopics(FilePath), Publish, time ?? TimeProvider.System, NullLogger.Instance);

    private bool Publish(LocalMessage message)
    {
        if (!_isUp) return false;
        lock (_published) _published.Add(message);
        return true;
    }

    private IReadOnlyList<string> Published()
    {
        lock (_published) return [.. _published.Select(m => $"{m.Topic}={Encoding.UTF8.GetString(m.Payload.Span)}")];
    }
}
