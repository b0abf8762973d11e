using System.CommandLine;
using EventEdge.Cli;
using EventEdge.Commands;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary>
/// Whatever a user writes ends in a sentence about it and an exit code that says whose mistake it is; "defect" is for our own.
/// </summary>
public sealed class HostileInputTests : IDisposable
{
    private static readonly string[] Values =
    [
        " ", "-", "--", "@f", "x", "0", "-1", "007", "1e308", "NaN", "99999999999999999999", "3650d", "0s", "1d", "0.0000001x", "1x", "max",
        "5s..3650d", "a=b", "=", "1MiB", "999999TiB", "text", "json",
        "127.0.0.1:0", "127.0.0.1:65536", "[::1]:1", "::1", "a b:1", "a?b:1", "a@b:1", "%:1", "é:1", "http://", "http://u:p@h",
        "mqtt://h:99999", "amqp://[", "https://h/%zz", "../../etc/passwd", "{file}",
        "$(reboot)", "it's", "0001-01-01T00:00:00", "9999-12-31T23:59:59-14:00", "Europe/Paris", "line\nline", "\u001b[2J", "\ud83e\udd80",
        new string('x', 5000), "a/+/#", "\u202e",
    ];

    private readonly Bench _bench = new();

    public static TheoryData<string> Commands
    {
        get
        {
            using var bench = new Bench();
            return [.. CommandTree.Verbs(EventEdgeCommand.Build(bench.Shell(), bench.NodeFactories())).Select(one => one.Name)];
        }
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_value_of_any_flag_or_argument_is_called_a_defect(string name)
    {
        var command = CommandTree.Verbs(EventEdgeCommand.Build(_bench.Shell(), _bench.NodeFactories()))
            .Single(one => one.Name == name).Command;
        string[] plain = [.. command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(Plain)];
        foreach (var option in command.Options.Where(option => option.Arity.MaximumNumberOfValues > 0))
        {
            foreach (var value in Values) await TryAsync([.. name.Split(' '), .. plain, $"{option.Name}={Placed(option.HelpName, value)}"]);
        }

        for (var n = 0; n < plain.Length; n++)
        {
            foreach (var value in Values) await TryAsync(
                [.. name.Split(' '), .. plain.Select((text, at) => at == n ? Placed(command.Arguments[n].Name, value) : text)]);
        }
    }

    [Theory]
    [InlineData("twice.yaml", "data: a\ndata: b\n", "twice.yaml:2: data is there twice")]
    [InlineData("nul.yaml", "data: a\0b\n", "--data: there is a control character in its value")]
    [InlineData("list.json", "[1]", "list.json: not valid JSON")]
    [InlineData("twice.json", "{\"data\":\"a\",\"DATA\":\"b\"}", "twice.json: not valid JSON")]
    [InlineData("deep.json", "{\"data\":{\"x\":1}}", "deep.json: data:x is no setting")]
    public async Task A_settings_file_that_cannot_be_meant_is_told(string file, string text, string message)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunUntilAsync(new(canceled: true), "up", "--config", _bench.File(file, text)));
        Assert.Contains(message, _bench.Error);
        Assert.Null(_bench.Edge);
    }

    [Fact]
    public async Task A_variable_in_two_spellings_is_told()
    {
        _bench.Environment["EVENTEDGE__DATA"] = "a";
        _bench.Environment["eventedge__data"] = "b";
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("points", "m"));
        Assert.Contains("eventedge__data is there twice", _bench.Error);
    }

    [Theory]
    [InlineData(
        "--data is given twice, with 'a' and 'b'; leave all but one out (see eventedge points --help)", "points", "m", "--data", "a",
        "--data", "b")]
    [InlineData(
        "--data is given 3 times, with 'a'; leave all but one out (see eventedge points --help)", "points", "m", "--data", "a", "--data",
        "a", "--data=a")]
    [InlineData(
        "--qos is given twice, with '1' and '2'; leave all but one out (see eventedge publish --help)", "publish", "a", "--qos", "1",
        "--qos", "2")]
    [InlineData("--data needs a value: DIR (see eventedge points --help)", "points", "m", "--data", "")]
    [InlineData("--data is a flag of eventedge cloud, and eventedge cloud node add is run; "
        + "write its flags behind it (see eventedge cloud node add --help)", "cloud", "--data", "d", "node", "add", "e")]
    public async Task A_flag_at_the_wrong_place_or_twice_is_said_so(string sentence, params string[] arguments)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync(arguments));
        Assert.Equal($"eventedge: {sentence}\n", _bench.Error);
    }

    [Fact]
    public async Task A_payload_that_begins_with_an_at_sign_is_no_file_of_arguments()
    {
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("publish", "a/b", "@home"));
        Assert.Equal("@home", _bench.Sender.Sent.Single().Payload);
    }

    private async Task TryAsync(string[] arguments)
    {
        var before = _bench.Error.Length;
        using var limit = new CancellationTokenSource();
        _bench.Input = "s3cret\n"u8.ToArray();
        // What runs until it is stopped, or waits, has read its settings by then.
        limit.Cancel();
        var exitCode = await _bench.RunUntilAsync(limit.Token, arguments);
        var said = _bench.Error[before..];
        Assert.False(said.Contains("defect", StringComparison.Ordinal), $"{string.Join(' ', arguments)}: {said}");
        Assert.Contains(exitCode, (int[])[ExitCode.Success, ExitCode.Failure, ExitCode.BadInput, ExitCode.Interrupted]);
    }

    private string Plain(Argument argument) => argument.Name switch
    {
        "FILE" => _bench.File("f", "timestamp\n2020-01-01T00:00:00Z\n"),
        "PATH" => _bench.Folder,
        "ID" => "1",
        _ => "m",
    };

    // Nothing is made beside the test's own folder.
    private string Placed(string? kind, string value) => kind is "FILE" or "DIR"
        or "PATH" ? Path.Combine(_bench.Folder, value.TrimStart('/').Replace("..", "up", StringComparison.Ordinal)) : value;
}
