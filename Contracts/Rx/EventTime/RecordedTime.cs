namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>
/// Recorded time: the times of receipt, made monotone. It follows them forward; where the node's clock was set back it goes on from where
/// it stood, so that no silence is mistaken for a longer or an endless one, until the clock has come up with it. Where the clock is set for
/// the first time, from before the year 2000, it goes on as well: nobody was silent for those decades.
/// </summary>
internal struct RecordedTime
{
    // Below this a step back is disorder between receivers, not a clock that was set.
    private const long StepLimit = TimeSpan.TicksPerSecond;

    private long _offset;

    /// <summary>The present, in ticks; comparable only with other readings of the same instance.</summary>
    public long Now { get; private set; }

    /// <summary>
    /// The present, in ticks, by which a timestamp may be judged: not earlier than what the node's clock has shown before.
    /// <see cref="Ticks.Forever"/> where the clock was never set, and nothing is known.
    /// </summary>
    public readonly long Horizon => HorizonAt(Now);

    /// <summary>How far it is ahead of a clock that was set back, in ticks.</summary>
    public readonly long Ahead => Math.Max(0, _offset);

    /// <summary>Takes a time of receipt in.</summary>
    public void Observe(DateTimeOffset received)
    {
        var ticks = received.UtcTicks;
        if (_offset > 0 && ticks >= Now - StepLimit) _offset = 0;
        var reading = ticks + _offset;
        if (reading < Now - StepLimit || IsFirstSetting(ticks)) _offset = Now - ticks;
        else if (reading > Now) Now = reading;
    }

    /// <summary>The time of receipt, in ticks, at which <see cref="Now"/> is <paramref name="reading"/>.</summary>
    public readonly long ToReceived(long reading) => reading - _offset;

    /// <summary><see cref="Horizon"/> at an earlier reading.</summary>
    public readonly long HorizonAt(long reading) =>
        Math.Max(reading, ToReceived(reading)) is var known && Ticks.IsBeforeEpoch(known) ? Ticks.Forever : known;

    /// <summary>A time of receipt, on a clock that was not set back.</summary>
    public readonly DateTimeOffset ToMonotonic(DateTimeOffset received) => _offset > 0 ? received.AddTicks(_offset) : received;

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(Now);
        writer.Write(_offset);
    }

    public void Load(BinaryReader reader) => Load(reader.ReadInt64(), reader);

    /// <summary>The same, where the first eight bytes are read already.</summary>
    public void Load(long now, BinaryReader reader)
    {
        Now = now;
        _offset = reader.ReadInt64();
    }

    private readonly bool IsFirstSetting(long received) =>
        Now > 0 && Ticks.IsBeforeEpoch(ToReceived(Now)) && !Ticks.IsBeforeEpoch(received);
}
