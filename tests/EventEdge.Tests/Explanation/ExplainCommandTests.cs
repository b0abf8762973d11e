using System.Text.Json;
using EventEdge.Cli;
using EventEdge.EventEdge.Tests.Commands;

namespace EventEdge.EventEdge.Tests.Explanation;

/// <summary>A message is explained by a bindings file without a node, for people and for programs.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: oven
            trigger: { mqtt: "hall/{oven}/temperature" }
            where: celsius > 0 and celsius < 300
            function: { builtin: pass, with: { fields: [celsius] } }
            emit: { measurement: oven }
          - name: door
            trigger: { mqtt: "hall/{oven}/door" }
            function: { builtin: pass }
            emit: { measurement: door }
        """;

    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Every_stage_is_a_line_and_the_one_where_it_ends_is_marked()
    {
        var file = _bench.File("b.yaml", Bindings);

        Assert.Equal(ExitCode.Success, await _bench.RunAsync("explain", "hall/1/temperature", """{"celsius":500}""", "--bindings", file));

        var lines = _bench.Output.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("! filter       where turns it away: celsius < 300 is "
            + "false", StringComparison.Ordinal));
        Assert.Contains(lines, line => line == "    true  celsius > 0");
        Assert.Contains(lines, line => line.StartsWith("door does not match hall/{oven}/door: level 3 is", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Programs_get_one_line_of_json()
    {
        var file = _bench.File("b.yaml", Bindings);

        await _bench.RunAsync("explain", "hall/1/temperature", """{"celsius":500}""", "--bindings", file, "--output", "json");

        var oven = JsonElement.Parse(Assert.Single(_bench.Output.TrimEnd('\n').Split('\n'))).GetProperty("bindings")[0];
        var end = oven.GetProperty("end");
        Assert.Equal("filter dropped", $"{end.GetProperty("stage")} {end.GetProperty("outcome")}");
        Assert.Equal(2, end.GetProperty("parts").GetArrayLength());
    }

    [Fact]
    public async Task What_a_message_hides_moves_no_terminal()
    {
        var file = _bench.File("b.yaml", Bindings);

        await _bench.RunAsync("explain", "hall/\u001b[31m/temperature", "{\"celsius\":\"\u001b[2J\"}", "--bindings", file);

        Assert.DoesNotContain('\u001b', _bench.Output);
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("explain", "--last", "--bindings", "b.yaml")]
    [InlineData("explain", "plant/+/press")]
    [InlineData("explain", "plant/#", "--last")]
    [InlineData("explain", "")]
    [InlineData("explain", "a", "--bindings", "does-not-exist.yaml")]
    [InlineData("explain", "a", "--data", "does-not-exist")]
    [InlineData("why")]
    [InlineData("why", "oven", "--data", "does-not-exist")]
    public async Task What_cannot_be_asked_is_said_in_one_line(params string[] arguments)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync(arguments));
        Assert.Single(_bench.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_file_with_problems_is_told_with_the_first_of_them()
    {
        var file = _bench.File("bad.yaml", "bindings:\n  - { nme: x }\n");

        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("explain", "a", "--bindings", file));
        Assert.Contains("eventedge validate", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_node_is_told_as_the_reason()
    {
        Assert.Equal(ExitCode.Failure, await _bench.RunAsync("why", "oven", "--data", _bench.Folder));
        Assert.Contains("is stopped: start it", _bench.Error, StringComparison.Ordinal);
    }
}
