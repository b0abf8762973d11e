using System.Diagnostics;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Tests.Support;
using EventEdge.Torture.Network;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>
/// A RabbitMQ that is there and does not take anything: alarmed, with another password, behind a link that only seems to live.
/// </summary>
public sealed class BrokerRefusalTests : IDisposable
{
    private static readonly TimeSpan HalfOpenLimit = TimeSpan.FromSeconds(30);

    private readonly TempDirectory _directory = new();
    private readonly ListOutbox _outbox = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("memory", new[] { "set_vm_memory_high_watermark", "absolute", "1MB" }, new[] { "set_vm_memory_high_watermark", "0.5" })]
    [InlineData("disk", new[] { "set_disk_free_limit", "9000000000000000" }, new[] { "set_disk_free_limit", "1000000" })]
    public async Task An_alarm_of_the_broker_is_shown_as_blocked_and_ends_without_a_new_connection(
        string resource, string[] raise, string[] clear)
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        await using var edge = await Support.Pipeline.StartAsync(_outbox, Edge(new() { Uri = broker.Uri, Partitions = 1 }));
        await Eventually.IsTrue(() => edge.Uplink.State == UplinkState.Up, "the uplink is up");
        await ControlAsync(broker, raise);

        var windows = 0;
        await Eventually.IsTrue(
            () =>
            {
                AddWindows(windows++, 1); // the broker tells only those who send
                return edge.Uplink.State == UplinkState.Blocked;
            },
            "the alarm is shown");
        Assert.Contains(resource, edge.Uplink.LastError, StringComparison.Ordinal);
        Assert.True(_outbox.Depth.Records > 0);
        await ControlAsync(broker, clear);

        await Eventually.IsTrue(() => _outbox.Depth.Records == 0, "results leave again");
        Assert.Equal((UplinkState.Up, 0), (edge.Uplink.State, edge.Uplink.Retries));
    }

    [Fact]
    public async Task Both_sides_take_up_a_rotated_password_without_a_restart()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        var password = _directory.File("password");
        await File.WriteAllTextAsync(password, "first", TestContext.Current.CancellationToken);
        await ControlAsync(broker, "add_user", "edge", "first");
        await ControlAsync(broker, "set_permissions", "edge", ".*", ".*", ".*");
        var options = new RabbitMqOptions { Uri = broker.Uri, Partitions = 1, User = "edge", PasswordFile = password };
        await using var cloud = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, _directory.Path));
        await using var edge = await Support.Pipeline.StartAsync(_outbox, Edge(options));
        AddWindows(0, 10);
        await Eventually.IsTrue(() => cloud.Cloud.PointsStored == 10, "the first password works");

        await ControlAsync(broker, "change_password", "edge", "second");
        // Not by a kill: RabbitMQ 3.10 can forget the log of a queue declared seconds before, which then has no leader for ever.
        await ControlAsync(broker, "close_all_connections", "the password has changed");
        AddWindows(10, 10);
        await Eventually.IsTrue(
            () => edge.Uplink.State == UplinkState.Down && edge.Uplink.LastError!.Contains(
                "refuses the user or the password", StringComparison.Ordinal), "the first password is refused");
        await File.WriteAllTextAsync(password, "second", TestContext.Current.CancellationToken);

        await Eventually.IsTrue(() => cloud.Cloud.PointsStored == 20, "the second password is used by both", TimeSpan.FromSeconds(180));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task A_link_that_swallows_everything_is_noticed_within_half_a_minute(int resultsMeanwhile)
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        await using var link = new ChaosProxy(broker.Port);
        var options = new RabbitMqOptions { Uri = new($"amqp://127.0.0.1:{link.Port}/"), Partitions = 1 };
        await using var edge = await Support.Pipeline.StartAsync(_outbox, Edge(options));
        AddWindows(0, 10);
        await Eventually.IsTrue(() => edge.Uplink.State == UplinkState.Up && _outbox.Depth.Records == 0, "the uplink is up");

        link.Become(LinkMode.HalfOpen);
        AddWindows(10, resultsMeanwhile);
        var silent = Stopwatch.StartNew();
        await Eventually.IsTrue(() => edge.Uplink.State == UplinkState.Down, "the silence is noticed");
        TestContext.Current.TestOutputHelper?.WriteLine($"noticed after {silent.Elapsed.TotalSeconds:0.0} s: {edge.Uplink.LastError}");
        Assert.True(silent.Elapsed < HalfOpenLimit, $"noticed after {silent.Elapsed}");

        link.Become(LinkMode.Open);
        AddWindows(20, 5);
        await Eventually.IsTrue(() => _outbox.Depth.Records == 0, "results leave again", TimeSpan.FromSeconds(90));
    }

    // On a crowded machine a control command alone may take longer than its limit; all of these may be given twice.
    private static async Task ControlAsync(RabbitMqServer broker, params string[] command)
    {
        try
        {
            await broker.ControlAsync(command);
        }
        catch (TimeoutException)
        {
            await broker.ControlAsync(command);
        }
    }

    private static UplinkOptions Edge(RabbitMqOptions broker) =>
        Support.Pipeline.EdgeOver(broker) with { ConfirmTimeLimit = new UplinkOptions { Node = "any" }.ConfirmTimeLimit };

    private void AddWindows(int first, int count)
    {
        for (var window = first; window < first + count; window++) _outbox.Add(DeliveryClass.Normal, Some.Point(window));
    }
}
