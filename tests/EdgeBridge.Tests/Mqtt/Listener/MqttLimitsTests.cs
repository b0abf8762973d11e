using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Mqtt.Sessions;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Listener;

/// <summary>The small pieces that keep the listeners within their bounds.</summary>
public sealed class MqttLimitsTests
{
    [Fact]
    public void What_is_left_with_the_broker_is_bounded_in_number_and_bytes_and_comes_free_again()
    {
        var budget = new SharedBudget(countLimit: 2, bytesLimit: 100, ownerShare: 1);
        budget.Add("a", 50);
        Assert.True(budget.HasCapacity("b", 50, null, 0));
        Assert.False(budget.HasCapacity("b", 51, null, 0));
        budget.Add("b", 10);
        Assert.False(budget.HasCapacity("c", 1, null, 0));
        Assert.True(budget.HasCapacity("b", 50, "b", 10));
        Assert.False(budget.HasCapacity("b", 51, "b", 10));
        budget.Remove("a", 50);
        Assert.True(budget.HasCapacity("c", 90, null, 0));
        Assert.Equal((1, 10), (budget.Count, budget.Bytes));
    }

    [Fact]
    public void One_user_takes_its_share_and_leaves_the_rest_to_others()
    {
        var budget = new SharedBudget(countLimit: 100, bytesLimit: 1000, ownerShare: 0.5);
        for (var n = 0; n < 50; n++) Take("greedy");
        Assert.False(budget.HasCapacity("greedy", 1, null, 0));
        Assert.True(budget.HasCapacity("greedy", 2, "greedy", 1));
        Assert.True(budget.HasCapacity("other", 1, null, 0));
        Assert.False(budget.HasCapacity("other", 501, null, 0));
        Assert.True(budget.HasCapacity(string.Empty, 501, null, 0)); // Nobody asked who that is.

        void Take(string owner)
        {
            Assert.True(budget.HasCapacity(owner, 1, null, 0));
            budget.Add(owner, 1);
        }
    }

    [Fact]
    public void Topics_of_any_length_take_a_bounded_number_of_bytes_of_a_connection()
    {
        var topics = new TopicCache(new SubscriptionTree());
        for (var n = 0; n < 2000; n++)
        {
            topics.Resolve(Encoding.UTF8.GetBytes($"{n}{new string('x', n % 2 == 0 ? 60_000 : 900)}"));
            Assert.InRange(topics.Bytes, 0, TopicCache.BytesLimit);
        }
    }

    [Fact]
    public void Topic_aliases_stand_for_a_bounded_number_of_bytes()
    {
        var aliases = new InboundAliases();
        var topic = new byte[InboundAliases.BytesLimit / 2];
        aliases.Resolve(1, topic);
        aliases.Resolve(2, topic);
        aliases.Resolve(2, new byte[10]);
        aliases.Resolve(3, new byte[100]);
        Assert.Equal(topic.Length, aliases.Resolve(1, []).Length);
        Assert.Throws<MqttFaultException>(() => aliases.Resolve(4, topic).Length);
    }

    [Fact]
    public void All_qos_2_identifiers_there_are_take_eight_kibibytes_once_they_are_answered()
    {
        var ledger = new ExactlyOnceLedger();
        for (var id = 1; id <= ushort.MaxValue; id++) ledger.Add((ushort)id, Task.FromResult(id % 2 == 0));
        Assert.InRange(ledger.Footprint, 1, 32_000);
        Assert.NotNull(ledger.Find(2));
        Assert.Null(ledger.Find(3));
        Assert.True(ledger.Release(2));
        Assert.False(ledger.Release(2));
        Assert.Null(ledger.Find(2));
    }

    [Fact]
    public void A_qos_2_identifier_stands_for_one_message_until_it_is_released_or_has_failed()
    {
        var ledger = new ExactlyOnceLedger();
        var accepted = new TaskCompletionSource<bool>();
        ledger.Add(7, accepted.Task);
        Assert.Same(accepted.Task, ledger.Find(7));
        accepted.SetResult(false);
        Assert.Null(ledger.Find(7));
        ledger.Add(7, Task.FromResult(true));
        Assert.NotNull(ledger.Find(7));
        Assert.True(ledger.Release(7));
        Assert.Null(ledger.Find(7));
        Assert.False(ledger.Release(7));
    }
}
