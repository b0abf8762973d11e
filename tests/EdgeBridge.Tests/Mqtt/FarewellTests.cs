using System.Buffers;
using System.Text;
using EventEdge.EdgeBridge.Mqtt;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

/// <summary>The broker waits for its last word, and for no other.</summary>
public sealed class FarewellTests
{
    private static readonly byte[] Online = Encoding.UTF8.GetBytes("online");
    private static readonly byte[] Offline = Encoding.UTF8.GetBytes("offline");

    [Fact]
    public void An_earlier_word_on_the_same_topic_that_arrives_late_is_not_the_last_one()
    {
        var farewell = new Farewell();
        farewell.Begin("status", Offline, clients: 2);
        farewell.Arrived("status", new ReadOnlySequence<byte>(Online));
        farewell.Arrived("other", new ReadOnlySequence<byte>(Offline));
        farewell.Arrived("status", new ReadOnlySequence<byte>(Offline));
        Assert.False(farewell.Completion.IsCompleted);
        farewell.Arrived("status", new ReadOnlySequence<byte>([.. Offline]));
        Assert.True(farewell.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void With_nobody_to_hear_it_there_is_nothing_to_wait_for()
    {
        var farewell = new Farewell();
        farewell.Begin("status", Offline, clients: 0);
        Assert.True(farewell.Completion.IsCompletedSuccessfully);
    }
}
