using EventEdge.EdgeBridge.Mqtt.External.Loops;
using System.Buffers;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;
using EventEdge.EdgeBridge.Mqtt.Senders;
using MQTTnet;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// Takes what the broker sends, over all connections to it: selects, hands over to the intake, counts. QoS 0 waits in a bounded queue
/// beyond which it is dropped and counted. QoS 2 identifiers are known until the broker releases them. Life: <see cref="RunAsync"/> once,
/// until it is cancelled.
/// </summary>
internal sealed class ArrivalIntake(
    ExternalBrokerOptions options, MessageSelection selection, HopLevels hops, OwnMessages own, SenderTopics senders, IMessageIntake intake,
    TimeProvider time, ILogger logger)
{
    // A loop turns as fast as brokers do: the first of its messages tell all there is to tell.
    private static readonly TimeSpan LoopPause = TimeSpan.FromSeconds(10);

    private readonly ByteBoundedQueue<(ReceivedMessage Message, Selected Selected)> _qosZero =
        new(options.QosZeroQueueLimit, options.QosZeroBytesLimit,
            one => RoutedMessage.BytesOf(
                one.Message.Topic, one.Message.Payload.Length, one.Message.Properties?.Bytes.Length ?? 0));

    private readonly HashSet<ushort> _exactlyOnce = [];
    private OrderedIntake _ordered = new(intake);
    private readonly long[] _counts = new long[Enum.GetValues<Selection>().Length];
    private long _dropped;
    private long _full;
    private long _loopsRefused;
    private long _loopReported;

    /// <summary>Messages refused because their cause came over too many nodes.</summary>
    public long LoopsRefused => Interlocked.Read(ref _loopsRefused);

    /// <summary>QoS 0 messages dropped because the intake was behind, or because their topic is not a legal one.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Messages so far with which this was done.</summary>
    public long Count(Selection selected) => Interlocked.Read(ref _counts[(int)selected]);

    /// <summary>Hands QoS 0 messages over, in order.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var (message, selected) in _qosZero.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                await intake.AcceptAsync(message, cancellation).ConfigureAwait(false);
                selected.Remember();
            }
            catch (Exception error)
            {
                logger.MessagePassedOver(error.Message);
            }
        }
    }

    /// <summary>A connection begins: what was refused on the one before comes again on this one.</summary>
    public void Begin() => _ordered = new(intake);

    /// <summary>
    /// Takes a message, or passes it over; it may be acknowledged when <see cref="PublishDisposition.Durable"/> says so. Does not wait.
    /// </summary>
    public PublishDisposition Take(MqttApplicationMessage packet, ushort packetId)
    {
        var payload = PayloadOf(packet);
        var qos = (int)packet.QualityOfServiceLevel;
        if (!TopicName.IsValid(packet.Topic, out var reason))
        {
            // A broker's own topics, or a broken broker's: redelivery would bring the same again.
            if (qos > 0) logger.MessagePassedOver(reason);
            else Interlocked.Increment(ref _dropped);
            return PublishDisposition.PassedOver;
        }

        var selected = selection.Judge(new()
        {
            Topic = packet.Topic, Payload = payload.Span, Qos = qos, Retained = packet.Retain, Duplicate = packet.Dup,
            Identifiers = packet.SubscriptionIdentifiers,
        });
        Interlocked.Increment(ref _counts[(int)selected.Selection]);
        if (selected.Selection == Selection.Marker) return Mark(payload.Span);
        if (selected.Selection != Selection.Take || (qos == 2 && packet.Dup && IsHeld(packetId))) return PublishDisposition.PassedOver;
        if (senders.IsOwn(packet.Topic) || own.Recognise(packet.Topic, payload.Span)) return PublishDisposition.PassedOver;
        var way = BrokerAbilities.HopsOf(packet);
        if (hops.Refuse(packet.Topic, way) is { } binding) return RefuseLoop(binding, packet.Topic, payload, way);
        var message = new ReceivedMessage(
            packet.Topic, payload, selected.Qos, packet.Retain, packet.Dup, string.Empty, selected.Qos > 0 ? packetId : (ushort)0)
        {
            Trace = BrokerAbilities.TraceOf(packet, payload.Span),
            Properties = PacketProperties.Of(packet, except: BrokerAbilities.HopsProperty),
        };
        return Accept(message, selected);
    }

    /// <summary>A QoS 2 message is acknowledged: its identifier stands for it until it is released.</summary>
    public void Hold(ushort packetId)
    {
        lock (_exactlyOnce) _exactlyOnce.Add(packetId);
    }

    /// <summary>The broker will not send that QoS 2 message again: what comes next under its identifier is another one.</summary>
    public void Release(ushort packetId)
    {
        lock (_exactlyOnce) _exactlyOnce.Remove(packetId);
        intake.Release(string.Empty, packetId);
    }

    /// <summary>The broker has begun a new session: it knows none of the identifiers of the one before.</summary>
    public void ForgetSession()
    {
        lock (_exactlyOnce) _exactlyOnce.Clear();
        intake.ForgetSession(string.Empty);
    }

    // MQTTnet's packet owns its payload: an array made for it alone, so it stays valid for as long as anyone holds it.
    private static ReadOnlyMemory<byte> PayloadOf(MqttApplicationMessage packet) =>
        packet.Payload.IsSingleSegment ? packet.Payload.First : packet.Payload.ToArray();

    private bool IsHeld(ushort packetId)
    {
        lock (_exactlyOnce) return _exactlyOnce.Contains(packetId);
    }

    private PublishDisposition Mark(ReadOnlySpan<byte> payload)
    {
        var marker = System.Text.Encoding.UTF8.GetString(payload);
        selection.Pass(marker);
        return PublishDisposition.PassedOver with { Marker = marker };
    }

    private void Drop()
    {
        Interlocked.Increment(ref _dropped);
        var full = Interlocked.Increment(ref _full);
        if ((full & (full - 1)) == 0) logger.QosZeroDropped(full);
    }

    private PublishDisposition RefuseLoop(string binding, string topic, ReadOnlyMemory<byte> payload, int way)
    {
        Interlocked.Increment(ref _loopsRefused);
        if (_loopReported != 0 && time.GetElapsedTime(_loopReported) < LoopPause) return PublishDisposition.PassedOver;
        _loopReported = time.GetTimestamp();
        logger.LoopRefused(topic, way, options.HopLimit);
        intake.Refuse(binding, topic, payload, $"a loop over brokers: the message's cause has come over {way} nodes, "
            + $"more than {options.HopLimit}; see which binding publishes to {topic}");
        return PublishDisposition.PassedOver;
    }

    private PublishDisposition Accept(in ReceivedMessage message, in Selected selected)
    {
        if (message.Qos == 0)
        {
            if (!_qosZero.TryWrite((message, selected))) Drop();
            return PublishDisposition.PassedOver;
        }

        return new(selected, _ordered.AcceptAsync(message, CancellationToken.None));
    }
}

/// <summary>What became of a message.</summary>
/// <param name="Selected">The judgement; remembered once the message is durable.</param>
/// <param name="Durable">True when it may be acknowledged.</param>
/// <param name="Marker">Set when it was one of our own.</param>
internal readonly record struct PublishDisposition(Selected Selected, ValueTask<bool> Durable, string? Marker = null)
{
    /// <summary>Nothing is to be done but to acknowledge it.</summary>
    public static PublishDisposition PassedOver => new(default, new ValueTask<bool>(true));
}
