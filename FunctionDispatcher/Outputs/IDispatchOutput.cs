using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Outputs;

/// <summary>
/// What leaves the dispatcher. Called from the dispatch loop, in journal order. Implementations may block: that is the backpressure.
/// </summary>
public interface IDispatchOutput
{
    /// <summary>
    /// Takes a binding's results together with the journal position that produced them: after a crash everything up to
    /// <paramref name="cursor"/> counts as emitted, or nothing of this does. Cursor 0: the input was not journalled.
    /// </summary>
    void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points);

    /// <summary>Why a point can never be committed; null when it can. One that cannot be is given up with this reason.</summary>
    string? Refusal(BindingIdentity binding, Point point) => null;

    /// <summary>Publishes a result on the local broker, at least once.</summary>
    void PublishLocal(LocalMessage message);

    /// <summary>Announces results, at least once; before the first of them where that can be. Must not block.</summary>
    void Announce(Announcement announcement)
    {
    }

    /// <summary>
    /// Keeps what was given up. The same (binding, stage, sequence, index) twice is kept once when the sequence is not 0.
    /// </summary>
    void DeadLetter(DeadLetter deadLetter);

    /// <summary>Asks a sender for something. Where several bindings ask the same at a time, once is enough.</summary>
    void Request(SenderRequest request)
    {
    }

    /// <summary>Answers a request, after its results were committed. In a replay nobody may be waiting any more.</summary>
    void Reply(RequestReply reply)
    {
    }
}

/// <summary>A binding at one version: the version is a hash of everything in its declaration that can change a result.</summary>
/// <param name="Name">The binding's name.</param>
/// <param name="Version">16 hexadecimal digits.</param>
public sealed record BindingIdentity(string Name, string Version);

/// <summary>A message for the local broker.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Retain">Whether the broker keeps it as the topic's last value.</param>
/// <param name="Binding">The binding whose result it is; empty for the node's own word.</param>
public sealed record LocalMessage(string Topic, ReadOnlyMemory<byte> Payload, bool Retain, string Binding = "")
{
    /// <summary>What it says about itself, for subscribers of MQTT 5.</summary>
    public MessageProperties Properties { get; init; } = MessageProperties.None;

    /// <summary>With which quality of service, 0 or 1. Default 1.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>The edge node of Sparkplug whose data it is, in names that births have still to give numbers; null where it is a message of
    /// its own.</summary>
    public SparkplugEdgeNode? EdgeNode { get; init; }
}
