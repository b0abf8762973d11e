using System.Text;
using EventEdge.Cli;
using EventEdge.Commands;
using EventEdge.Listening;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.External.Listening;
using EventEdge.EventEdge.Tests.Commands;

namespace EventEdge.EventEdge.Tests.Discovery;

/// <summary><c>discover</c>: what it takes, what it leaves alone, and what it says.</summary>
public sealed class DiscoverCommandTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly ScriptedListening _broker = new();

    private string Target => Path.Combine(_bench.Folder, "bindings.yaml");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_is_heard_becomes_a_file_and_the_next_step_is_said()
    {
        _broker.Messages = [.. Enumerable.Range(0, 5).Select(i => Message("lab/rig-1/flow", $"{{\"flow\": {i}.5}}"))];

        Assert.Equal(ExitCode.Success, await RunAsync(
            "discover", "--broker", "mqtt://10.0.0.7:1884", "--broker-user", "me", "--filter", "lab/{rig}/#", "--filter", "shop/#",
                "--output", Target));

        Assert.Equal(["lab/+/#", "shop/#"], _broker.Filters);
        Assert.Equal(("10.0.0.7", 1884, "me"), (_broker.Options!.Host, _broker.Options.Port, _broker.Options.Username));
        Assert.StartsWith("eventedge-discover-", _broker.Options.ClientId, StringComparison.Ordinal);
        Assert.Contains("  - name: lab_flow\n", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
        Assert.Contains($"eventedge up --bindings {Target} --broker mqtt://10.0.0.7:1884 --broker-user me", _bench.Output);
        Assert.True(_broker.IsClosed);
    }

    [Fact]
    public async Task An_interrupt_ends_it_with_what_it_has()
    {
        _broker.Messages = [Message("lab/rig-1/flow", "1"), Message("lab/rig-1/flow", "2")];
        using var interrupted = new CancellationTokenSource();
        _broker.OnSubscribed = interrupted.Cancel;
        Assert.Equal(ExitCode.Success, await RunUntilAsync(interrupted.Token, "discover", "--for", "10m", "--output", Target));
        Assert.True(File.Exists(Target));
    }

    [Fact]
    public async Task A_broker_that_hangs_up_ends_it_with_what_it_has()
    {
        _broker.Messages = [Message("lab/rig-1/flow", "1")];
        _broker.OnSubscribed = () => _broker.End("it was restarted");
        Assert.Equal(ExitCode.Success, await RunAsync("discover", "--for", "10m", "--output", Target));
        Assert.Contains("the broker ended the connection (it was restarted)", _bench.Error);
    }

    [Fact]
    public async Task A_file_that_is_there_is_left_alone_before_anybody_waits()
    {
        await File.WriteAllTextAsync(Target, "mine", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.BadInput, await RunAsync("discover", "--output", Target));
        Assert.Contains("write over it with --force", _bench.Error);
        Assert.Empty(_broker.Filters);
        Assert.Equal("mine", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));

        _broker.Messages = [Message("lab/rig-1/flow", "1")];
        Assert.Equal(ExitCode.Success, await RunAsync("discover", "--output", Target, "--force"));
        Assert.NotEqual("mine", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_recorded_gives_the_same_file_again()
    {
        var record = Path.Combine(_bench.Folder, "heard.ndjson");
        _broker.Messages = [Message("lab/rig-1/flow", "{\"flow\": 1.5}"), new("lab/rig-1/raw", new byte[] { 0xa1, 0x61, 0x61, 0x01 }, 1,
            Retained: true)];
        Assert.Equal(ExitCode.Success, await RunAsync("discover", "--record", record, "--output", Target));
        var heard = await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Success, await RunAsync("discover", "--from", record, "--output", Target, "--force"));
        var read = await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken);
        Assert.Equal(Bindings(heard), Bindings(read));
    }

    [Theory]
    [InlineData("nothing was heard on #")]
    public async Task Silence_is_said_with_what_to_look_at(string words)
    {
        Assert.Equal(ExitCode.Failure, await RunAsync("discover", "--output", Target));
        Assert.Contains(words, _bench.Error);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Nothing_that_can_be_bound_is_said_with_the_reason()
    {
        _broker.Messages = [Message("lab/rig-1/set", "1")];
        Assert.Equal(ExitCode.Failure, await RunAsync("discover", "--output", Target));
        Assert.Contains("lab/rig-1/set: commands to devices", _bench.Error);
    }

    [Theory]
    [InlineData("--filter: 'a/#/b': '#' must be the last level", "--filter", "a/#/b")]
    [InlineData("--for: 'soon' is not a duration", "--for", "soon")]
    [InlineData("--zone: 'Moon/Base' is not a time zone", "--zone", "Moon/Base")]
    [InlineData("--broker-ca: certificates need TLS", "--broker", "mqtt://h:1", "--broker-ca", "ca.pem")]
    [InlineData("there is no file nowhere.ndjson", "--from", "nowhere.ndjson")]
    public async Task What_cannot_be_meant_is_refused(string words, params string[] arguments)
    {
        Assert.Equal(ExitCode.BadInput, await RunAsync(["discover", "--output", Target, .. arguments]));
        Assert.Contains(words, _bench.Error);
    }

    [Theory]
    [InlineData("--for", "5s")]
    [InlineData("--filter", "a")]
    [InlineData("--broker", "mqtt://h:1")]
    public async Task Flags_of_listening_do_not_go_with_a_file(string flag, string value)
    {
        var file = _bench.File("heard.ndjson", "{\"topic\": \"a/b\", \"payload\": \"1\"}\n");
        Assert.Equal(ExitCode.BadInput, await RunAsync("discover", "--from", file, "--output", Target, flag, value));
        Assert.Contains($"{flag} is for listening", _bench.Error);
    }

    [Theory]
    [InlineData("nonsense", "heard.ndjson:1: not JSON at character")]
    [InlineData("{\"payload\": \"1\"}", "heard.ndjson:1: no 'topic'")]
    [InlineData("{\"topic\": \"a\", \"payload_base64\": \"%\"}", "heard.ndjson:1: 'payload_base64' is not base64")]
    public async Task A_file_that_is_no_recording_is_refused_with_its_place(string content, string words)
    {
        Assert.Equal(ExitCode.BadInput, await RunAsync("discover", "--from", _bench.File("heard.ndjson", content), "--output", Target));
        Assert.Contains(words, _bench.Error);
    }

    [Fact]
    public async Task The_screen_gets_the_file_alone()
    {
        _broker.Messages = [Message("lab/rig-1/flow", "1")];
        Assert.Equal(ExitCode.Success, await RunAsync("discover", "--output", "-"));
        Assert.StartsWith("# Written by eventedge discover", _bench.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Read the comments", _bench.Output);
    }

    private static string Bindings(string text) => text[text.IndexOf("bindings:", StringComparison.Ordinal)..];

    private static HeardMessage Message(string topic, string payload) => new(topic, Encoding.UTF8.GetBytes(payload), 0, Retained: false);

    private async Task<int> RunAsync(params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = RunUntilAsync(limit.Token, arguments);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        // The time of listening passes at once.
        while (!run.IsCompleted)
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        return await run;
    }

    private Task<int> RunUntilAsync(CancellationToken interrupted, params string[] arguments) => EventEdgeCommand.RunAsync(
        arguments, _bench.Shell(), _bench.NodeFactories() with { ListenMqtt = _broker.OpenAsync }, interrupted);

    private sealed class ScriptedListening : IMqttListening
    {
        private readonly TaskCompletionSource<string> _ended = new();
        private Action<HeardMessage>? _heard;

        public IReadOnlyList<HeardMessage> Messages { get; set; } = [];

        public List<string> Filters { get; } = [];

        public ExternalBrokerOptions? Options { get; private set; }

        public Action? OnSubscribed { get; set; }

        public bool IsClosed { get; private set; }

        public Task<string> Ended => _ended.Task;

        public Task<IMqttListening> OpenAsync(ExternalBrokerOptions options, Action<HeardMessage> heard, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            (Options, _heard) = (options, heard);
            return Task.FromResult<IMqttListening>(this);
        }

        public Task SubscribeAsync(string filter, CancellationToken cancellation)
        {
            if (Filters.Count == 0) foreach (var message in Messages) _heard!(message);
            Filters.Add(filter);
            OnSubscribed?.Invoke();
            return Task.CompletedTask;
        }

        public void End(string reason) => _ended.TrySetResult(reason);

        public ValueTask DisposeAsync()
        {
            IsClosed = true;
            return ValueTask.CompletedTask;
        }
    }
}
