using EventEdge.EdgeBridge.Status;

namespace EventEdge.Demo;

/// <summary>What a timed demo did: <c>--report</c>. Events are counted per binding that got them, messages once.</summary>
internal sealed record DemoReport
{
    /// <summary>Events routed to bindings.</summary>
    public required long EventsReceived { get; init; }

    /// <summary>Events in windows, or in functions where a binding has no window.</summary>
    public required long EventsInWindows { get; init; }

    /// <summary>Events turned away by <c>where</c>.</summary>
    public required long EventsFiltered { get; init; }

    /// <summary>Events too late for every window.</summary>
    public required long EventsLate { get; init; }

    /// <summary>Events given up: undecodable or with an impossible timestamp.</summary>
    public required long EventsRejected { get; init; }

    /// <summary>Events dropped because their <c>event_id</c> was seen before.</summary>
    public required long EventsDuplicates { get; init; }

    /// <summary>Events not yet decided.</summary>
    public required long EventsInFlight { get; init; }

    /// <summary>What the equations of the bindings and of the listener lack, without sign; 0 or a defect.</summary>
    public required long LedgerUnexplained { get; init; }

    /// <summary>Distinct results committed at the edge.</summary>
    public required long MeasurementsProduced { get; init; }

    /// <summary>Corrections of them.</summary>
    public required long RevisionsProduced { get; init; }

    /// <summary>Distinct points in the store.</summary>
    public required long PointsStored { get; init; }

    /// <summary>MQTT messages taken at the listener.</summary>
    public required long MessagesReceived { get; init; }

    /// <summary>MQTT messages the simulator sent.</summary>
    public required long MessagesSent { get; init; }

    /// <summary>Payload and topic bytes of the messages taken.</summary>
    public required long IngressBytes { get; init; }

    /// <summary>Bytes that went over the link.</summary>
    public required long UplinkBytes { get; init; }

    /// <summary>Most results that waited at once.</summary>
    public required long OutboxMaxDepth { get; init; }

    /// <summary>Results that still wait.</summary>
    public required long OutboxDepth { get; init; }

    /// <summary>Dead letters kept.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>Milliseconds from the start of the process until messages were taken.</summary>
    public required double ReadyMs { get; init; }

    /// <summary>Largest resident memory of the process, bytes.</summary>
    public required long RssPeakBytes { get; init; }

    /// <summary>Seconds the plant ran.</summary>
    public required double Seconds { get; init; }

    public static DemoReport Of(EdgeSnapshot node, long? pointsStored, long sent, DemoTimes times) => new()
    {
        EventsReceived = node.Bindings.Sum(b => b.Received),
        EventsInWindows = node.Bindings.Sum(b => b.InWindows),
        EventsFiltered = node.Bindings.Sum(b => b.Filtered),
        EventsLate = node.Bindings.Sum(b => b.Late),
        EventsRejected = node.Bindings.Sum(b => b.Rejected),
        EventsDuplicates = node.Bindings.Sum(b => b.Duplicates),
        EventsInFlight = node.Bindings.Sum(b => b.InFlight),
        LedgerUnexplained = Math.Abs(node.Unexplained) + node.Bindings.Sum(b => Math.Abs(b.Unexplained)),
        MeasurementsProduced = node.Bindings.Sum(b => b.Measurements),
        RevisionsProduced = node.Bindings.Sum(b => b.Revisions),
        PointsStored = pointsStored ?? 0,
        MessagesReceived = node.MessagesReceived,
        MessagesSent = sent,
        IngressBytes = node.IngressBytes,
        UplinkBytes = node.UplinkBytes,
        OutboxMaxDepth = node.OutboxDepthMax,
        OutboxDepth = node.Outbox.Points,
        DeadLetters = node.DeadLetters,
        ReadyMs = Math.Round(times.Ready.TotalMilliseconds, 1),
        RssPeakBytes = ProcessFigures.PeakResidentBytes(),
        Seconds = Math.Round(times.Run.TotalSeconds, 3),
    };
}

/// <summary>How long a demo took.</summary>
/// <param name="Ready">From the start of the process until messages were taken.</param>
/// <param name="Run">How long the plant ran.</param>
internal readonly record struct DemoTimes(TimeSpan Ready, TimeSpan Run);
