using EventEdge.Cli;
using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Settings;

namespace EventEdge.EventEdge.Tests.Settings;

public sealed class SettingsFileTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Yaml_lines_quotes_and_comments_are_read()
    {
        var pairs = Read("s.yaml", "---\n# the press hall\ndata: /var/lib/eventedge # on the fast disk\nnode: \"press # 1\"\nhttp: "
            + "127.0.0.1:8080\n\nstore_token_file: ''\n");
        Assert.Equal(
            [new("data", "/var/lib/eventedge"), new("node", "press # 1"), new("http", "127.0.0.1:8080"), new("store_token_file", "")],
            pairs);
    }

    [Fact]
    public void Json_is_read() => Assert.Equal([new("node", "n")], Read("s.json", "{\"node\":\"n\"}"));

    [Theory]
    [InlineData("s.yaml", "store:\n  kind: sqlite\n", "s.yaml:2: expected 'key: value'")]
    [InlineData("s.yaml", "node\n", "s.yaml:1: expected 'key: value'")]
    [InlineData("s.yaml", "node: 'open\n", "s.yaml:1: expected 'key: value'")]
    [InlineData("s.json", "{\"node\":", "not valid JSON")]
    public void What_cannot_be_read_is_said_with_its_place(string name, string text, string message)
    {
        var failure = Assert.Throws<CommandFailure>(() => Read(name, text));
        Assert.Equal(ExitCode.BadInput, failure.ExitCode);
        Assert.Contains(message, failure.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("/no/such.yaml", Assert.Throws<CommandFailure>(() => SettingsFile.Read("/no/such.yaml").ToList()).Message);

    private List<KeyValuePair<string, string?>> Read(string name, string text) => [.. SettingsFile.Read(_bench.File(name, text))];
}
