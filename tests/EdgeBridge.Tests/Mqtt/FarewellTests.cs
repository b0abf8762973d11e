using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Sessions;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

/// <summary>The broker waits for its last word, and for no other.</summary>
public sealed class FarewellTests
{
    private static readonly RoutedMessage Word = new("status", "offline"u8.ToArray(), 1, 0);

    [Fact]
    public void An_earlier_word_on_the_same_topic_that_arrives_late_is_not_the_last_one()
    {
        var farewell = new Farewell();
        farewell.Begin();
        farewell.Sending(Word, clients: 2);
        farewell.Arrived(Word);
        farewell.Arrived(Word with { Qos = 1 });
        farewell.End();
        Assert.False(farewell.Completion.IsCompleted);
        farewell.Arrived(Word);
        Assert.True(farewell.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void All_last_words_are_waited_for_and_none_before_the_last_is_routed()
    {
        var farewell = new Farewell();
        farewell.Begin();
        farewell.Sending(Word, clients: 1);
        farewell.Arrived(Word);
        Assert.False(farewell.Completion.IsCompleted);
        var will = Word with { Topic = "will" };
        farewell.Sending(will, clients: 1);
        farewell.End();
        Assert.False(farewell.Completion.IsCompleted);
        farewell.Arrived(will);
        Assert.True(farewell.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void With_nobody_to_hear_it_there_is_nothing_to_wait_for()
    {
        var farewell = new Farewell();
        farewell.Begin();
        farewell.Sending(Word, clients: 0);
        farewell.End();
        Assert.True(farewell.Completion.IsCompletedSuccessfully);
    }
}
