using EventEdge.EdgeBridge.Mqtt.Sessions;
using MQTTnet;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Clients;

/// <summary>
/// Where the node dies, the connections of its clients are lost: the next run publishes the wills of those that do not come back. The run
/// that has died goes on in these tests, but nobody hears it any more.
/// </summary>
public sealed class WillOverCrashTests : WillFixture
{
    private readonly CollectingIntake _before = new();

    [Theory]
    [InlineData(0, 0u)]
    [InlineData(2, 0u)]
    [InlineData(1, 500u)]
    public async Task The_will_of_a_client_that_was_connected_is_taken_once_by_the_next_run(int qos, uint delay)
    {
        await using var crashed = await StartAsync(_before);
        using var client = await OpenAsync(crashed.Port, "c", delay, delay * 2, qos);
        await SavedAsync(1);
        var (next, started) = (await StartAsync(Intake), Time.GetTimestamp());
        await using (next)
        {
            await Eventually.TrueAsync(
                () => { Time.Advance(TimeSpan.FromSeconds(5)); return Intake.Texts.Any(); }, () => "the will is published");
            Assert.True(Time.GetElapsedTime(started) >= TimeSpan.FromSeconds(Math.Max(60, delay)));
            Assert.Equal(
                ("w", "gone", qos, true, "c"),
                (Intake.All[0].Topic, Intake.All[0].Text, Intake.All[0].Qos, Intake.All[0].Retained, Intake.All[0].ClientId));
            await SavedAsync(0);
        }

        await using var last = await StartAsync(Intake);
        for (var n = 0; n < 200; n++) Time.Advance(TimeSpan.FromSeconds(5));
        using (var other = await RawMqttClient.OpenAsync(last.Port, "other")) await other.AssertNothingCameAsync();
        Assert.Single(Intake.All);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_is_back_within_the_grace_is_not_said_to_be_gone(bool crashesAgain)
    {
        await using var crashed = await StartAsync(_before);
        using var client = await OpenAsync(crashed.Port, "c", 0, 0);
        await SavedAsync(1);
        await using var second = await StartAsync(crashesAgain ? _before : Intake);
        await using var next = crashesAgain ? await StartAsync(Intake) : second;
        Time.Advance(TimeSpan.FromSeconds(50));
        using var back = await OpenAsync(next.Port, "c", 0, 0, will: false);
        for (var n = 0; n < 100; n++) Time.Advance(TimeSpan.FromSeconds(5));
        await SavedAsync(0);
        Assert.Empty(Intake.All);
    }

    [Fact]
    public async Task Who_has_said_goodbye_or_whose_node_has_stopped_as_it_should_leaves_nothing_for_later()
    {
        await using (var broker = await StartAsync(_before))
        {
            using var polite = await OpenAsync(broker.Port, "polite", 0, 0);
            using var stays = await OpenAsync(broker.Port, "stays", 0, 0);
            await SavedAsync(2);
            await polite.DisconnectAsync(cancellationToken: Cancellation);
            await SavedAsync(1);
        }

        Assert.Equal(["stays"], _before.All.Select(one => one.ClientId));
        await SavedAsync(0, advance: false);
    }

    [Fact]
    public async Task The_wills_of_a_fleet_are_all_on_disk_and_only_those_that_are_not_back_are_published()
    {
        await using var crashed = await StartAsync(_before);
        List<RawMqttClient> fleet = [];
        for (var n = 0; n < 600; n++) fleet.Add(await ComeAsync(crashed.Port, n));
        await SavedAsync(600);
        await using var next = await StartAsync(Intake);
        for (var n = 0; n < 500; n++) fleet.Add(await ComeAsync(next.Port, n));
        await Eventually.TrueAsync(
            () => { Time.Advance(TimeSpan.FromSeconds(5)); return Intake.All.Count >= 100; }, () =>
                $"the wills are published: {Intake.All.Count}");
        await SavedAsync(500);
        Assert.Equal(
            Enumerable.Range(500, 100).Select(n => $"c{n}").Order(StringComparer.Ordinal),
            Intake.All.Select(one => one.ClientId).Order(StringComparer.Ordinal));
        foreach (var client in fleet) client.Dispose();

        static async Task<RawMqttClient> ComeAsync(int port, int n)
        {
            var client = await RawMqttClient.OpenAsync(port, connect: false);
            var id = System.Text.Encoding.ASCII.GetBytes($"c{n}");
            await client.SendAsync([
                0x10, (byte)(15 + id.Length + 3), .. "\0\u0004MQTT\u0004\u0006\0\0\0"u8, (byte)id.Length, .. id,
                .. "\0\u0001w\0\u0001x"u8]);
            Assert.Equal([0x20, 2, 0, 0], await client.ReceiveAsync());
            return client;
        }
    }

    [Fact]
    public async Task A_will_that_is_not_due_yet_when_the_next_run_stops_is_left_to_the_one_after_it()
    {
        await using var crashed = await StartAsync(_before);
        using var client = await OpenAsync(crashed.Port, "c", 0, 0);
        await SavedAsync(1);
        await (await StartAsync(Intake)).DisposeAsync();
        Assert.Empty(Intake.All);
        await using var next = await StartAsync(Intake);
        await Eventually.TrueAsync(
            () => { Time.Advance(TimeSpan.FromSeconds(5)); return Intake.Texts.Any(); }, () => "the will is published");
    }

    [Fact]
    public async Task A_stop_while_wills_are_published_leaves_those_that_nobody_has_taken_to_the_next_run()
    {
        const int Count = 1000;
        using (var file = SessionFile.Open(Files.File("sessions.db")))
        {
            var wills = Enumerable.Range(0, Count).Select(n => (new SessionKey(string.Empty, $"c{n}"), (PersistedWill?)WillOf($"c{n}")));
            file.SaveConnectedWills(wills, isAll: true);
        }

        _before.Answer = _ => new(new TaskCompletionSource<bool>().Task);
        var stopped = await StartAsync(_before);
        await Eventually.TrueAsync(IsAtIt, () => "wills are published");
        var stopping = stopped.DisposeAsync().AsTask();
        await Eventually.TrueAsync(() => !stopped.IsUp, () => "the broker stops");
        await Eventually.TrueAsync(() => { Pass(); return stopping.IsCompleted; }, () => "the broker has stopped");
        await using var next = await StartAsync(Intake);
        await Eventually.TrueAsync(() => { Pass(); return Intake.All.Count >= Count; }, () => $"wills are published: {Intake.All.Count}");
        Assert.Equal(Count, Intake.All.Select(one => one.ClientId).Distinct().Count());
        await SavedAsync(0);

        void Pass() => Time.Advance(TimeSpan.FromSeconds(1));

        // Not so long that what is being published is given up before the stop.
        bool IsAtIt()
        {
            if (_before.All.Count == 0) Pass();
            return _before.All.Count >= 100;
        }

        static PersistedWill WillOf(string client) =>
            new(new("w", "gone"u8.ToArray(), 1) { Sender = client, Owner = string.Empty }, false, 0, TimeSpan.Zero, client);
    }

    [Fact]
    public async Task A_will_that_no_disk_takes_holds_nobody_up()
    {
        await using var broker = await StartAsync(Intake);
        Intake.Answer = _ => new(new TaskCompletionSource<bool>().Task);
        using (await OpenAsync(broker.Port, "c", 0, 1000))
        {
        }

        await Intake.WaitForAsync(1);
        await Eventually.TrueAsync(
            () => { Time.Advance(TimeSpan.FromSeconds(1)); return broker.ConnectionCount == 0; }, () => "the connection is over");
    }

    private async Task SavedAsync(int count, bool advance = true)
    {
        await Eventually.TrueAsync(IsSaved, () => $"{count} wills are on disk");

        bool IsSaved()
        {
            if (advance) Time.Advance(TimeSpan.FromSeconds(1));
            using var file = SessionFile.Open(Files.File("sessions.db"));
            return file.LoadConnectedWills().Count == count;
        }
    }

    private static Task<IMqttClient> OpenAsync(int port, string clientId, uint delay, uint expiry, int qos = 1, bool will = true) =>
        OpenAsync(port, clientId, delay, expiry, qos, will, clean: true);
}
