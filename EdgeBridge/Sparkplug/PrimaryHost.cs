using EventEdge.EdgeBridge.Mqtt.Senders;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>The host application that an edge node waits for, as far as it has said something. The latest of what it says counts.</summary>
internal sealed class PrimaryHost(string id)
{
    private long _latest = long.MinValue;

    /// <summary>Where it says so.</summary>
    public string Topic { get; } = SparkplugTopic.StateOf(id);

    /// <summary>Whether it is there.</summary>
    public bool IsOnline { get; private set; }

    /// <summary>On a new connection it has to say so again.</summary>
    public void Forget() => IsOnline = false;

    /// <summary>Takes what has come; false where it is not about the host application.</summary>
    public bool Take(in Arrival arrival)
    {
        if (arrival.Topic != Topic) return false;
        if (SparkplugState.Read(arrival.Payload) is not { } state || state.Timestamp < _latest) return true;
        (_latest, IsOnline) = (state.Timestamp, state.IsOnline);
        return true;
    }
}
