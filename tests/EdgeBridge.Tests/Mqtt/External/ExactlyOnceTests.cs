using System.Globalization;
using EventEdge.EdgeBridge.Mqtt;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External;

/// <summary>
/// QoS 2 identifiers of the session at an external broker: each stands for one message until the broker releases it, and for another one
/// after that.
/// </summary>
public sealed class ExactlyOnceTests : MqttEndpointTests
{
    private const byte PubRec = 0x50;
    private const byte PubRel = 0x62;
    private const byte PubComp = 0x70;
    private static readonly TopicSubscription Plant = new("plant/#", 2);

    [Fact]
    public async Task A_message_that_is_not_released_is_taken_once_however_often_it_comes()
    {
        using var broker = new ScriptedBroker();
        await using var endpoint = await StartExternalAsync(broker.Port, Plant);
        using (var first = await broker.AcceptVersion5Async(sessionPresent: false)) await SendAsync(first, 7, "one", isDuplicate: false);
        using var second = await broker.AcceptVersion5Async(sessionPresent: true);
        await SendAsync(second, 7, "one", isDuplicate: true);
        await ReleaseAsync(second, 7);
        Assert.Equal(["one"], Intake.Texts);
    }

    [Fact]
    public async Task What_comes_under_an_identifier_after_its_release_is_another_message()
    {
        using var broker = new ScriptedBroker();
        await using var endpoint = await StartExternalAsync(broker.Port, Plant);
        using (var first = await broker.AcceptVersion5Async(sessionPresent: false))
        {
            await SendAsync(first, 7, "one", isDuplicate: false);
            await ReleaseAsync(first, 7);
        }

        // Its first copy was lost with the connection, so that the only one to arrive is marked as a retransmission.
        using var second = await broker.AcceptVersion5Async(sessionPresent: true);
        await SendAsync(second, 7, "two", isDuplicate: true);
        Assert.Equal(["one", "two"], Intake.Texts);
        Assert.Equal((ushort)7, Assert.Single(Intake.Released));
    }

    [Fact]
    public async Task A_release_that_comes_on_the_next_connection_frees_the_identifier()
    {
        using var broker = new ScriptedBroker();
        await using var endpoint = await StartExternalAsync(broker.Port, Plant);
        using (var first = await broker.AcceptVersion5Async(sessionPresent: false)) await SendAsync(first, 7, "one", isDuplicate: false);
        using (var second = await broker.AcceptVersion5Async(sessionPresent: true)) await ReleaseAsync(second, 7);
        using var third = await broker.AcceptVersion5Async(sessionPresent: true);
        await SendAsync(third, 7, "two", isDuplicate: true);
        Assert.Equal(["one", "two"], Intake.Texts);
    }

    [Fact]
    public async Task A_new_session_knows_no_identifier_of_the_one_before()
    {
        using var broker = new ScriptedBroker();
        await using var endpoint = await StartExternalAsync(broker.Port, Plant);
        using (var first = await broker.AcceptVersion5Async(sessionPresent: false)) await SendAsync(first, 7, "one", isDuplicate: false);
        using var second = await broker.AcceptVersion5Async(sessionPresent: false);
        await SendAsync(second, 7, "two", isDuplicate: true);
        Assert.Equal(["one", "two"], Intake.Texts);
        Assert.Equal(2, Intake.SessionsForgotten);
    }

    [Fact]
    public async Task Nothing_is_lost_when_the_identifiers_have_gone_round()
    {
        const int Identifiers = 65_535;
        using var broker = new ScriptedBroker();
        await using var endpoint = await StartExternalAsync(broker.Port, Plant);
        using (var first = await broker.AcceptVersion5Async(sessionPresent: false))
        {
            for (var from = 1; from <= Identifiers; from += 500)
            {
                var until = Math.Min(Identifiers, from + 499);
                for (var id = from; id <= until; id++) await first.PublishAsync("plant/1", Number(id), 2, (ushort)id);
                for (var id = from; id <= until; id++) await first.ExpectAsync(PubRec);
                for (var id = from; id <= until; id++) await first.SendAsync(PubRel, (byte)(id >> 8), (byte)id);
                for (var id = from; id <= until; id++) await first.ExpectAsync(PubComp);
            }
        }

        using var second = await broker.AcceptVersion5Async(sessionPresent: true);
        for (ushort id = 1; id <= 5; id++) await SendAsync(second, id, Number(Identifiers + id), isDuplicate: true);
        Assert.Equal(Enumerable.Range(1, Identifiers + 5).Select(Number), Intake.Texts);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task SendAsync(ScriptedBroker.Link link, ushort id, string text, bool isDuplicate)
    {
        await link.PublishAsync("plant/1", text, 2, id, isDuplicate);
        Assert.Equal([(byte)(id >> 8), (byte)id], (await link.ExpectAsync(PubRec))[..2]);
    }

    private static async Task ReleaseAsync(ScriptedBroker.Link link, ushort id)
    {
        await link.SendAsync(PubRel, (byte)(id >> 8), (byte)id);
        await link.ExpectAsync(PubComp);
    }
}
