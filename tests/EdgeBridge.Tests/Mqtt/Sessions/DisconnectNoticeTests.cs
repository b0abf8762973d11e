using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Sessions;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Sessions;

/// <summary>The broker waits for its last word, and for no other.</summary>
public sealed class DisconnectNoticeTests
{
    private static readonly RoutedMessage Word = new("status", "offline"u8.ToArray(), 1, 0);

    [Fact]
    public void An_earlier_word_on_the_same_topic_that_arrives_late_is_not_the_last_one()
    {
        var notice = new DisconnectNotice();
        notice.Begin();
        notice.Sending(Word, clients: 2);
        notice.Arrived(Word);
        notice.Arrived(Word with { Qos = 1 });
        notice.End();
        Assert.False(notice.Completion.IsCompleted);
        notice.Arrived(Word);
        Assert.True(notice.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void All_last_words_are_waited_for_and_none_before_the_last_is_routed()
    {
        var notice = new DisconnectNotice();
        notice.Begin();
        notice.Sending(Word, clients: 1);
        notice.Arrived(Word);
        Assert.False(notice.Completion.IsCompleted);
        var will = Word with { Topic = "will" };
        notice.Sending(will, clients: 1);
        notice.End();
        Assert.False(notice.Completion.IsCompleted);
        notice.Arrived(will);
        Assert.True(notice.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void With_nobody_to_hear_it_there_is_nothing_to_wait_for()
    {
        var notice = new DisconnectNotice();
        notice.Begin();
        notice.Sending(Word, clients: 0);
        notice.End();
        Assert.True(notice.Completion.IsCompletedSuccessfully);
    }
}
