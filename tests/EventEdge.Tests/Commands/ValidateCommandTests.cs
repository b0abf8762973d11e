using System.Text.Json;
using EventEdge.Cli;
using EventEdge.Nodes;

namespace EventEdge.EventEdge.Tests.Commands;

public sealed class ValidateCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_good_file_ends_with_0()
    {
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("validate", _bench.File("good.yaml", "bindings: []")));
        Assert.EndsWith("good.yaml: 1 binding, no problem\n", _bench.Output);
    }

    [Fact]
    public async Task Every_problem_is_shown_and_the_command_ends_with_2()
    {
        _bench.Verdict = new(0, ["bad.yaml:3:5: first\n  line\n  ^", "bad.yaml:9:1: second\n"]);
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("validate", _bench.File("bad.yaml", "x")));
        Assert.Contains("bad.yaml:3:5: first\n  line\n  ^\n", _bench.Error);
        Assert.Contains("bad.yaml:9:1: second\n", _bench.Error);
        Assert.EndsWith("bad.yaml: 2 problems\n", _bench.Error);
    }

    [Fact]
    public async Task A_warning_is_shown_and_changes_nothing()
    {
        _bench.Verdict = new(1, []) { Warnings = ["good.yaml:3:5: warning: hardly meant"] };
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("validate", _bench.File("good.yaml", "x")));
        Assert.Contains("good.yaml:3:5: warning: hardly meant\n", _bench.Error);
        Assert.EndsWith("good.yaml: 1 binding, no problem\n", _bench.Output);
    }

    [Fact]
    public async Task Programs_get_the_problems_as_json()
    {
        _bench.Verdict = new(0, ["bad.yaml:3:5: \"quoted\""]);
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("validate", _bench.File("bad.yaml", "x"), "--output", "json"));
        using var json = JsonDocument.Parse(_bench.Output);
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal("bad.yaml:3:5: \"quoted\"", json.RootElement.GetProperty("problems")[0].GetString());
    }

    [Fact]
    public void The_real_check_finds_problems_with_their_place()
    {
        var verdict = BindingsCheck.Of(_bench.File("bad.yaml", "bindings:\n  - nam: x\n"));
        Assert.Contains(verdict.Problems, problem => problem.Contains("bad.yaml:2:", StringComparison.Ordinal));
    }
}
