using System.Text;
using EventEdge.EdgeBridge.Security;
using EventEdge.Hosting.Access;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Security;

public sealed class AclTests : IDisposable
{
    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("press-1", "c1", "Publish", "plant/press-1/t", true)]
    [InlineData("press-1", "c1", "Will", "plant/press-1/t", true)]
    [InlineData("press-1", "c1", "Publish", "plant/press-2/t", false)]
    [InlineData("press-1", "c1", "Subscribe", "plant/press-1/t", false)]
    [InlineData("press-1", "c1", "Subscribe", "commands/c1", true)]
    [InlineData("press-1", "c1", "Subscribe", "commands/+", false)]
    [InlineData("press-1", "c1", "Will", "gone/c1", true)]
    [InlineData("press-1", "c1", "Publish", "gone/c1", false)]
    [InlineData("anna", "laptop", "Subscribe", "#", true)]
    [InlineData("anna", "laptop", "Publish", "x", false)]
    [InlineData("root", "x", "Publish", "anything at all", true)]
    public void What_no_line_allows_is_refused(string user, string clientId, string use, string topic, bool allowed) =>
        Assert.Equal(allowed, Permissions(user, clientId).Allows(Enum.Parse<TopicUse>(use), topic));

    [Theory]
    [InlineData("+")]
    [InlineData("#")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("{username}")]
    public void A_client_id_that_is_a_piece_of_a_filter_widens_nothing(string clientId)
    {
        var permissions = Permissions("x", clientId);
        Assert.False(permissions.Allows(TopicUse.Subscribe, "commands/c1"));
        Assert.False(permissions.Allows(TopicUse.Subscribe, $"commands/{clientId}"));
        Assert.False(permissions.Allows(TopicUse.Subscribe, "commands/x"));
    }

    [Theory]
    [InlineData("$share/g/commands/c1", true)]
    [InlineData("$share/g/commands/c2", false)]
    [InlineData("$share/g", false)]
    [InlineData("$share//commands/c1", false)]
    public void A_shared_subscription_asks_for_what_its_filter_asks_for(string filter, bool allowed) =>
        Assert.Equal(allowed, Permissions("x", "c1").AllowsSubscription(filter));

    [Fact]
    public void An_edit_counts_for_clients_that_are_in_already()
    {
        var path = Write("* publish a\n");
        var acl = new WatchedFile<Acl>(content => Acl.Parse(content[0]), path);
        var permissions = ClientPermissions.For(new("u", "c"), acl);
        Assert.False(permissions.Allows(TopicUse.Publish, "b"));
        Write("* publish b\n");
        Assert.False(acl.Refresh(), "it may be half written");
        Assert.True(acl.Refresh());
        Assert.True(permissions.Allows(TopicUse.Publish, "b"));
        Assert.False(permissions.Allows(TopicUse.Publish, "a"));
    }

    [Fact]
    public void A_broken_edit_changes_nothing_and_is_said_once()
    {
        var path = Write("* publish a\n");
        var acl = new WatchedFile<Acl>(content => Acl.Parse(content[0]), path);
        Write("* publish a\n* shout b\n* publish c/#/d\n");
        Assert.False(acl.Refresh());
        var problem = Assert.Throws<SecurityException>(() => acl.Refresh()).Message;
        Assert.Contains("line 2: 'shout'", problem);
        Assert.Contains("line 3: 'c/#/d'", problem);
        Assert.False(acl.Refresh());
        Assert.Equal(1, acl.Value.Count);
    }

    [Theory]
    [InlineData("* publish")]
    [InlineData("* publish,shout a")]
    [InlineData("* publish a{user}")]
    [InlineData("* publish a/{username")]
    [InlineData("* subscribe $share/g/a")]
    [InlineData("* subscribe a+")]
    public void A_line_that_says_nothing_is_an_error(string line) =>
        Assert.StartsWith("line 1: ", Assert.Throws<FormatException>(() => Acl.Parse(Encoding.UTF8.GetBytes(line))).Message);

    private ClientPermissions Permissions(string user, string clientId)
    {
        var path = Write("""
            # who may filter
            *     publish            plant/{username}/#
            *     subscribe          commands/{client_id}
            *     will               gone/{client_id}
            anna  subscribe          #
            root  publish,subscribe  #
            """);
        return ClientPermissions.For(new(user, clientId), new WatchedFile<Acl>(content => Acl.Parse(content[0]), path));
    }

    private string Write(string text)
    {
        var path = _files.File("acl");
        File.WriteAllText(path, text);
        return path;
    }
}
