using System.Globalization;
using System.Text;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;
using EventEdge.Torture.Faults.Power;
using EventEdge.Torture.Plant;
using MQTTnet;
using MQTTnet.Protocol;

namespace EventEdge.EndToEnd.Tests.Faults;

/// <summary>The real program on a disk whose <c>fsync</c> really fails, and which keeps nothing of what it did not sync.</summary>
public sealed class FailingDiskTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _library = new();
    private readonly Scratch _scratch = new();
    private EdgeMachine _machine = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => _scratch.File("data");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(ProcessHost.Exists("gcc"), "gcc is not installed");
        _machine = await EdgeMachine.CompileAsync(_library, _scratch.Path);
    }

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        _library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_no_sync_has_confirmed_is_not_acknowledged_and_of_what_is_a_power_cut_takes_nothing()
    {
        var port = Scratch.FreePort();
        _machine.BeginNotes(deafToSyncs: false);
        await using (var node = await StartAsync(port))
        {
            using var sensor = await ConnectAsync(port);
            for (var reading = 1; reading <= 20; reading++) await PublishAsync(sensor, reading);

            _machine.FailSyncs(true);
            var kept = PublishAsync(sensor, 21);
            await Eventually.IsTrue(async () => await node.HealthAsync() == "not_ready", "the node says that its disk refuses");
            Assert.False(kept.IsCompleted);
            _machine.FailSyncs(false);
            await kept.WaitAsync(Patience, Cancellation);
            await Eventually.IsTrue(async () => await node.HealthAsync() != "not_ready", "the node goes on by itself");

            _machine.FailSyncs(true);
            var (lost, failed) = (PublishAsync(sensor, 22), _machine.FailedSyncs);
            await Eventually.IsTrue(() => _machine.FailedSyncs > failed + 2, "the disk is asked again, and refuses again");
            Assert.False(lost.IsCompletedSuccessfully);
            node.Process.Kill();
            await Assert.ThrowsAnyAsync<Exception>(() => lost.WaitAsync(Patience, Cancellation));
        }

        Assert.True(await PowerCut.TakeAwayAsync(_machine, Data, survives: () => false) > 0, "the power cut took nothing");
        await using var again = await StartAsync(port);
        var status = await again.StatusAsync(s => s.IsDrained, "everything to be decided");
        Assert.Equal((21, 0), (status.MessagesReceived, status.Unexplained));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_whose_sync_failed_before_a_restart_counts_once_whether_the_disk_has_it_or_not(bool powerCut)
    {
        var port = Scratch.FreePort();
        _machine.BeginNotes(deafToSyncs: false);
        await using (var node = await StartAsync(port))
        {
            using var sensor = await RawSensor.ConnectAsync(port);
            for (ushort reading = 1; reading <= 20; reading++) Assert.True(await sensor.PublishAsync(reading, again: false));
            _machine.FailSyncsOfLogs(true);
            var (open, failed) = (sensor.PublishAsync(21, again: false), _machine.FailedSyncs);
            await Eventually.IsTrue(() => _machine.FailedSyncs > failed + 2, "the disk is asked again, and refuses again");
            node.Process.Kill();
            Assert.False(await open);
        }

        if (powerCut)
        {
            await PowerCut.TakeAwayAsync(_machine, Data, survives: () => false);
            _machine.FailSyncsOfLogs(true);
        }

        await using var again = Node.Launch(_machine.Environment, "up", Arguments(port));
        await Eventually.IsTrue(async () => await again.TryHealthAsync() == "not_ready", "the node says that its disk refuses");
        using var back = await RawSensor.ConnectAsync(port);
        var kept = back.PublishAsync(21, again: true);
        var refused = _machine.FailedSyncs;
        await Eventually.IsTrue(() => _machine.FailedSyncs > refused + 2, "the disk still refuses");
        // What it may have waits with it; what it cannot have is refused, and the sensor keeps it.
        Assert.Equal(powerCut, kept.IsCompleted);
        _machine.FailSyncsOfLogs(false);
        if (!await kept.WaitAsync(Patience, Cancellation)) await Eventually.IsTrue(() => SendAgainAsync(port, 21), "the disk takes it");
        var status = await again.StatusAsync(s => s.IsDrained && s.MessagesReceived >= 21, "everything to be decided");
        Assert.Equal((21, 0), (status.MessagesReceived, status.Unexplained));
    }

    [Fact]
    public async Task A_user_whom_the_disk_does_not_keep_is_not_added()
    {
        var file = _scratch.File("users");
        _machine.FailSyncs(true);
        await using var adding = ProcessHost.Start(
            "sh", ["-c", $"echo a-long-secret | dotnet {Places.Program} user add anna --password-file {file}"], _machine.Environment);
        Assert.NotEqual(0, await adding.WaitForExitAsync(Patience));
        Assert.Contains("sync", adding.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_scratch.Path));
    }

    [Fact]
    public async Task A_disk_that_hangs_is_told_while_it_does()
    {
        var port = Scratch.FreePort();
        await using var node = await StartAsync(port);
        using var sensor = await ConnectAsync(port);
        await PublishAsync(sensor, 1);
        _machine.SlowSync(TimeSpan.FromSeconds(12));
        var waiting = PublishAsync(sensor, 2);
        await Eventually.IsTrue(async () => await node.HealthAsync() == "not_ready", "the node says that its disk hangs");
        Assert.False(waiting.IsCompleted);
        _machine.SlowSync(TimeSpan.Zero);
        await waiting.WaitAsync(Patience, Cancellation);
        await Eventually.IsTrue(async () => await node.HealthAsync() != "not_ready", "the node goes on");
    }

    private static async Task<bool> SendAgainAsync(int port, ushort reading)
    {
        using var sensor = await RawSensor.ConnectAsync(port);
        return await sensor.PublishAsync(reading, again: true);
    }

    private Task<Node> StartAsync(int port) => Node.StartAsync(_machine.Environment, "up", Arguments(port));

    private string[] Arguments(int port) =>
        ["--bindings", Places.Bindings("plain.yaml"), "--data", Data, "--mqtt", $"127.0.0.1:{port}", "--node", "test"];

    private static async Task<IMqttClient> ConnectAsync(int port)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId("sensor").WithTimeout(Patience).Build(),
            Cancellation);
        return client;
    }

    /// <summary>Completes with the acknowledgement.</summary>
    private static async Task PublishAsync(IMqttClient sensor, int reading)
    {
        var payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"value": {{reading}}}"""));
        var message = new MqttApplicationMessageBuilder()
            .WithTopic("plant/press1/reading").WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .Build();
        var answer = await sensor.PublishAsync(message, Cancellation);
        Assert.True(answer.IsSuccess, answer.ReasonString);
    }
}
