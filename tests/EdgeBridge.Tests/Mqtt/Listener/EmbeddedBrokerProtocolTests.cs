using System.Collections.Concurrent;
using System.Text;
using EventEdge.EdgeBridge.Mqtt;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Listener;

/// <summary>What a client sees on the wire: who is acknowledged, and who is cut off.</summary>
public sealed class EmbeddedBrokerProtocolTests : MqttEndpointTests
{
    [Fact]
    public async Task A_topic_that_begins_with_a_dollar_sign_is_heard_by_who_names_it_and_by_no_wildcard_in_its_place()
    {
        await using var broker = await StartEmbeddedAsync();
        using var wild = await RawMqttClient.OpenAsync(broker.Port, "wild");
        using var named = await RawMqttClient.OpenAsync(broker.Port, "named");
        foreach (var (client, packet) in new[]
            { (wild, (byte[])[0x82, 6, 0, 1, 0, 1, (byte)'+', 0]), (named, [0x82, 10, 0, 1, 0, 5, .. "$edge"u8, 0]) })
        {
            await client.SendAsync(packet);
            Assert.Equal([0x90, 3, 0, 1, 0], await client.ReceiveAsync());
        }

        using var sensor = await RawMqttClient.OpenAsync(broker.Port, "sensor");
        foreach (var topic in new[] { "$edge", "last" }) await sensor.SendAsync(RawMqttClient.Publish(topic, qos: 1));
        Assert.Equal(RawMqttClient.Publish("$edge"), await named.ReceiveAsync());
        Assert.Equal(RawMqttClient.Publish("last"), await wild.ReceiveAsync());
        Assert.Equal(["$edge", "last"], Intake.All.Select(one => one.Topic));
    }

    [Fact]
    public async Task What_comes_under_a_released_identifier_is_another_message_although_it_is_marked_as_sent_again()
    {
        await using var broker = await StartEmbeddedAsync();
        using var client = await RawMqttClient.OpenAsync(broker.Port);
        await client.SendAsync(RawMqttClient.Publish("t", 2, 7));
        Assert.Equal([0x50, 2, 0, 7], await client.ReceiveAsync());
        Assert.Empty(Intake.Released);

        await client.SendAsync([0x62, 2, 0, 7]);
        Assert.Equal([0x70, 2, 0, 7], await client.ReceiveAsync());
        Assert.Equal([(ushort)7], Intake.Released);

        // Its answer was lost: released once is released.
        await client.SendAsync([0x62, 2, 0, 7]);
        Assert.Equal([0x70, 2, 0, 7], await client.ReceiveAsync());
        Assert.Single(Intake.Released);
    }

    [Fact]
    public async Task A_puback_waits_for_the_disk_and_the_next_message_does_not()
    {
        var durable = new ConcurrentDictionary<string, TaskCompletionSource<bool>>();
        Intake.Answer = one => new ValueTask<bool>(durable.GetOrAdd(one.Text, _ => new TaskCompletionSource<bool>()).Task);
        await using var broker = await StartEmbeddedAsync();
        using var client = await RawMqttClient.OpenAsync(broker.Port);
        await client.SendAsync([.. RawMqttClient.Publish("t", 1, 1, payload: "a"), .. RawMqttClient.Publish("t", 1, 2, payload: "b")]);
        await Intake.WaitForAsync(2);
        durable["b"].SetResult(true);
        await client.AssertNothingCameAsync();
        durable["a"].SetResult(true);
        Assert.Equal([0x40, 2, 0, 1], await client.ReceiveAsync());
        Assert.Equal([0x40, 2, 0, 2], await client.ReceiveAsync());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public async Task What_is_not_durable_is_not_acknowledged_and_comes_again(int qos, bool throws)
    {
        Intake.Answer = one =>
            one.Text != "bad" ? ValueTask.FromResult(true) : throws ? throw new IOException("disk full") : ValueTask.FromResult(false);
        await using var broker = await StartEmbeddedAsync();
        using (var client = await RawMqttClient.OpenAsync(broker.Port))
        {
            await client.SendAsync(
                [.. RawMqttClient.Publish("t", 1, 1), .. RawMqttClient.Publish("t", qos, 2, payload: "bad"),
                    .. RawMqttClient.Publish("t", 1, 3)]);
            Assert.Equal([0x40, 2, 0, 1], await client.ReceiveAsync());
            Assert.Null(await client.ReceiveAsync());
        }

        Intake.Answer = _ => ValueTask.FromResult(true);
        using var again = await RawMqttClient.OpenAsync(broker.Port, cleanSession: false);
        await again.SendAsync(RawMqttClient.Publish("t", qos, 2, dup: true, payload: "bad"));
        Assert.Equal([(byte)(qos == 2 ? 0x50 : 0x40), 2, 0, 2], await again.ReceiveAsync());
        Assert.True(Intake.All[^1].Duplicate);
    }

    [Fact]
    public async Task A_qos_2_message_sent_twice_is_taken_once_even_over_a_reconnect()
    {
        await using var broker = await StartEmbeddedAsync();
        using (var client = await RawMqttClient.OpenAsync(broker.Port, cleanSession: false))
        {
            await client.SendAsync([.. RawMqttClient.Publish("t", 2, 7), .. RawMqttClient.Publish("t", 2, 7, dup: true)]);
            Assert.Equal([0x50, 2, 0, 7], await client.ReceiveAsync());
            Assert.Equal([0x50, 2, 0, 7], await client.ReceiveAsync());
        }

        using var again = await RawMqttClient.OpenAsync(broker.Port, cleanSession: false);
        await again.SendAsync(RawMqttClient.Publish("t", 2, 7, dup: true));
        Assert.Equal([0x50, 2, 0, 7], await again.ReceiveAsync());
        await again.SendAsync([0x62, 2, 0, 7]);
        Assert.Equal([0x70, 2, 0, 7], await again.ReceiveAsync());
        Assert.Single(Intake.All);

        await again.SendAsync(RawMqttClient.Publish("t", 2, 7, payload: "another"));
        Assert.Equal([0x50, 2, 0, 7], await again.ReceiveAsync());
        Assert.Equal(["x", "another"], Intake.Texts);
    }

    public static TheoryData<byte[]> IllegalTopics => new(
        Encoding.UTF8.GetBytes("#"),
        Encoding.UTF8.GetBytes("a/#"),
        Encoding.UTF8.GetBytes("a/+/b"),
        Encoding.UTF8.GetBytes("$SYS/broker/load"),
        Encoding.UTF8.GetBytes("a\0b"),
        [],
        [(byte)'a', 0xC3, 0x28],
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a/", 128))));

    [Theory]
    [MemberData(nameof(IllegalTopics))]
    public async Task An_illegal_topic_is_not_acknowledged_and_ends_that_connection_only(byte[] topic)
    {
        await using var broker = await StartEmbeddedAsync();
        using var bystander = await RawMqttClient.OpenAsync(broker.Port, "bystander");
        using var client = await RawMqttClient.OpenAsync(broker.Port);
        await client.SendAsync(RawMqttClient.Publish(topic, 1));
        Assert.Null(await client.ReceiveAsync());
        await bystander.AssertNothingCameAsync();
        Assert.Empty(Intake.All);
    }

    [Fact]
    public async Task A_packet_over_the_limit_is_cut_off_by_its_header_alone_even_before_connect()
    {
        await using var broker = await StartEmbeddedAsync(options => options with { PacketBytesLimit = 1000 });
        using var client = await RawMqttClient.OpenAsync(broker.Port, connect: false);
        await client.SendAsync([0x10, 0xFF, 0xFF, 0xFF, 0x7F]);
        Assert.Null(await client.ReceiveAsync());
    }

    [Theory]
    [InlineData(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0x36, 5, 0, 1, (byte)'t', 0, 1 })]
    [InlineData(new byte[] { 0x32, 5, 0, 1, (byte)'t', 0, 0 })]
    [InlineData(new byte[] { 0x30, 3, 0, 9, (byte)'t' })]
    public async Task A_malformed_packet_ends_the_connection(byte[] bytes)
    {
        await using var broker = await StartEmbeddedAsync();
        using var client = await RawMqttClient.OpenAsync(broker.Port);
        await client.SendAsync(bytes);
        Assert.Null(await client.ReceiveAsync());
        Assert.Empty(Intake.All);
    }

    [Fact]
    public async Task A_packet_that_arrives_byte_by_byte_is_taken_whole()
    {
        await using var broker = await StartEmbeddedAsync();
        using var client = await RawMqttClient.OpenAsync(broker.Port);
        foreach (var one in RawMqttClient.Publish("t", 1, payload: new string('y', 200))) await client.SendAsync([one]);
        Assert.Equal([0x40, 2, 0, 1], await client.ReceiveAsync());
        Assert.Equal(new string('y', 200), Intake.Texts.Single());
    }

    [Fact]
    public async Task A_large_packet_grows_the_buffer_and_the_next_ones_still_fit()
    {
        await using var broker = await StartEmbeddedAsync(options => options with { PacketBytesLimit = 1 << 20 });
        using var client = await RawMqttClient.OpenAsync(broker.Port);
        var large = new string('z', 700_000);
        await client.SendAsync([.. RawMqttClient.Publish("t", 1, 1, payload: large), .. RawMqttClient.Publish("t", 1, 2)]);
        Assert.Equal([0x40, 2, 0, 1], await client.ReceiveAsync());
        Assert.Equal([0x40, 2, 0, 2], await client.ReceiveAsync());
        Assert.Equal([large, "x"], Intake.Texts);
    }

    [Fact]
    public async Task The_will_of_a_lost_client_is_taken_like_a_message_of_its_own()
    {
        await using var broker = await StartEmbeddedAsync();
        byte[] connect =
            [0x10, 22, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 0x0E, 0, 60, 0, 1, (byte)'w', 0, 3, (byte)'t', (byte)'/',
                (byte)'w', 0, 2, (byte)'b', (byte)'y'];
        using (var client = await RawMqttClient.OpenAsync(broker.Port, connect: false))
        {
            await client.SendAsync(connect);
            Assert.Equal([0x20, 2, 0, 0], await client.ReceiveAsync());
        }

        await Intake.WaitForAsync(1);
        Assert.Equal(("t/w", "by", "w"), (Intake.All[0].Topic, Intake.All[0].Text, Intake.All[0].ClientId));

        using (var client = await RawMqttClient.OpenAsync(broker.Port, connect: false))
        {
            await client.SendAsync([.. connect, 0xE0, 0]);
            Assert.Equal([0x20, 2, 0, 0], await client.ReceiveAsync());
            Assert.Null(await client.ReceiveAsync());
        }

        Assert.Single(Intake.All);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_refused_and_a_freed_place_can_be_taken()
    {
        await using var broker = await StartEmbeddedAsync(options => options with { ConnectionLimit = 1 });
        using (await RawMqttClient.OpenAsync(broker.Port))
        {
            Assert.Null(TryConnect(broker.Port));
        }

        MqttPublisher? sensor = null;
        await Eventually.TrueAsync(() => (sensor = TryConnect(broker.Port)) is not null, () => "the place is free again");
        await sensor!.DisposeAsync();
    }

    private static MqttPublisher? TryConnect(int port)
    {
        try
        {
            return ConnectAsync(port).GetAwaiter().GetResult();
        }
        catch (MqttListenerException)
        {
            return null;
        }
    }
}
