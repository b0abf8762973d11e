namespace EventEdge.FunctionDispatcher.EventTime;

/// <summary>
/// Recorded time: the times of receipt, made monotone. It follows them forward; where the node's clock was set back it goes on from where
/// it stood, so that no silence is mistaken for a longer or an endless one.
/// </summary>
internal struct RecordedTime
{
    // Below this a step back is disorder between receivers, not a clock that was set.
    private const long StepLimit = TimeSpan.TicksPerSecond;

    private long _offset;

    /// <summary>The present, in ticks; comparable only with other readings of the same instance.</summary>
    public long Now { get; private set; }

    /// <summary>Takes a time of receipt in.</summary>
    public void Observe(DateTimeOffset received)
    {
        var reading = received.UtcTicks + _offset;
        if (reading < Now - StepLimit) _offset = Now - received.UtcTicks;
        else if (reading > Now) Now = reading;
    }

    /// <summary>The time of receipt, in ticks, at which <see cref="Now"/> is <paramref name="reading"/>.</summary>
    public readonly long ToReceived(long reading) => reading - _offset;

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(Now);
        writer.Write(_offset);
    }

    public void Load(BinaryReader reader)
    {
        Now = reader.ReadInt64();
        _offset = reader.ReadInt64();
    }
}
