using EventEdge.Cli;
using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Tests.Support;

namespace EventEdge.EventEdge.Tests.Users;

public sealed class CloudNodeCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    private string Program => Path.Combine(_bench.Folder, "rabbitmqctl");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task It_prints_what_gives_a_node_a_user_that_may_publish_under_its_own_name_only()
    {
        Assert.Equal(0, await _bench.RunAsync("cloud", "node", "add", "edge.1"));

        Assert.Contains("rabbitmqctl add_user edge.1\n", _bench.Output, StringComparison.Ordinal);
        Assert.Contains(
            @"rabbitmqctl set_permissions -p / edge.1 '^$' '^eventedge\.nodes$' '^eventedge\.notices\.edge\.1$'", _bench.Output,
            StringComparison.Ordinal);
        Assert.Contains(@"'^(alarm|normal|bulk|watch)\.[0-9]+\.edge\.1$' '^$'", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_that_is_there_gets_the_password_that_was_given()
    {
        _bench.Input = "s3cret\n"u8.ToArray();
        Assert.Equal(ExitCode.Success, await ApplyAsync(
            "[ $1 = add_user ] && { cat >/dev/null; echo 'user \"e\" already exists' >&2; exit 70; }\necho \"$1 $(cat)\" >>$0.log"));

        Assert.Equal(
            ["change_password s3cret", "set_permissions ", "set_topic_permissions "],
            await File.ReadAllLinesAsync(Program + ".log", TestContext.Current.CancellationToken));
        Assert.Contains("which was there and has the new password now", _bench.Output);
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_told_in_a_sentence_and_ended()
    {
        _bench.Input = "s3cret\n"u8.ToArray();
        var run = ApplyAsync("echo $$ >$0.pid\nexec sleep 600");
        await Eventually.IsTrue(() => File.Exists(Program + ".pid") && new FileInfo(Program + ".pid").Length > 0, "the program runs");
        _bench.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(ExitCode.Failure, await run);
        Assert.Contains("add_user did not end within 60 s", _bench.Error);
        var id = (await File.ReadAllTextAsync(Program + ".pid", TestContext.Current.CancellationToken)).Trim();
        await Eventually.IsTrue(() => !Directory.Exists($"/proc/{id}"), "the program is gone");
    }

    [Theory]
    [InlineData("echo 'node down' >&2; exit 69", "add_user failed: node down")]
    [InlineData("exec 0<&-; exit 3", "add_user failed: it ended with exit code 3")]
    [InlineData("[ $1 = add_user ] || { echo 'no such vhost'; exit 65; }", "set_permissions failed: no such vhost")]
    public async Task What_the_program_refuses_is_told_with_its_words(string script, string message)
    {
        _bench.Input = "s3cret\n"u8.ToArray();
        Assert.Equal(ExitCode.Failure, await ApplyAsync(script));
        Assert.Contains(message, _bench.Error);
    }

    [Fact]
    public async Task What_is_printed_means_the_same_to_a_shell()
    {
        Assert.Equal(0, await _bench.RunAsync("cloud", "node", "add", "e", "--vhost", "it's; reboot"));
        Assert.Contains(@"set_permissions -p 'it'\''s; reboot' e ", _bench.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a;rm")]
    public async Task A_name_that_no_node_can_have_is_refused(string name) =>
        Assert.Equal(2, await _bench.RunAsync("cloud", "node", "add", name));

    private Task<int> ApplyAsync(string script)
    {
        _bench.File("rabbitmqctl", $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return _bench.RunAsync("cloud", "node", "add", "e", "--apply", "--rabbitmqctl", Program);
    }
}
