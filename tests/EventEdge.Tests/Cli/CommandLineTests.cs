using EventEdge.Cli;
using EventEdge.EventEdge.Tests.Commands;

namespace EventEdge.EventEdge.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("eventedge has no command 'polish'; did you mean publish? (see eventedge --help)", "polish")]
    [InlineData("eventedge has no command 'vaildate'; did you mean validate? (see eventedge --help)", "vaildate", "b.yaml")]
    [InlineData("eventedge has no command 'qqqqqq' (see eventedge --help)", "qqqqqq")]
    [InlineData("eventedge dlq has no command 'lsit'; did you mean list? (see eventedge dlq --help)", "dlq", "lsit")]
    [InlineData("eventedge up has no flag --bindngs; did you mean --bindings? (see eventedge up --help)", "up", "--bindngs", "b.yaml")]
    [InlineData("eventedge up has no flag --mqqt; did you mean --mqtt? (see eventedge up --help)", "up", "--mqqt=127.0.0.1:1")]
    [InlineData("eventedge up does not take 'b.yaml' (see eventedge up --help)", "up", "b.yaml")]
    [InlineData("eventedge publish needs TOPIC (see eventedge publish --help)", "publish")]
    [InlineData("--qos: 'three' is not 0|1|2 (see eventedge publish --help)", "publish", "a/b", "x", "--qos", "three")]
    [InlineData("--data needs a value: DIR (see eventedge up --help)", "up", "--data")]
    [InlineData("'seven' is not what eventedge dlq show takes as ID (see eventedge dlq show --help)", "dlq", "show", "seven")]
    public async Task A_slip_of_the_fingers_is_said_with_what_was_perhaps_meant(string sentence, params string[] arguments)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync(arguments));
        Assert.Equal($"eventedge: {sentence}\n", _bench.Error);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("list", "dlq")]
    [InlineData("cut", "link")]
    [InlineData("--bindings", "help", "up")]
    public async Task Nothing_more_to_do_is_a_question_for_help(string shown, params string[] arguments)
    {
        Assert.Equal(ExitCode.Success, await _bench.RunAsync(arguments));
        Assert.Contains($"  {shown} ", _bench.Output);
        Assert.Empty(_bench.Error);
    }
}
