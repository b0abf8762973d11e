namespace EventEdge.FunctionDispatcher.Runtimes.Scaling;

/// <summary>
/// Says when the next call of a binding is worth an instance that waits for it: where the chance of a call in the next moments, for each
/// second that an instance would rest, is more than a cold start is worth. The chance is how often a pause that has lasted this long has
/// ended in the next moments, times how much busier this time of day is than others. Not safe for concurrent use.
/// </summary>
internal sealed class ArrivalForecast
{
    /// <summary>What a cold start is worth, in times of <c>idle</c> that an instance rests.</summary>
    public const int ColdStartWorth = 60;

    /// <summary>Pauses, by weight, below which nothing is said.</summary>
    public const double PausesNeeded = 2;

    // Weight of what is believed before anything was seen: a pause that has lasted for a while may well last as long again.
    private const double Belief = 1;
    private const float Fading = 0.95f;
    private const byte Format = 1;
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLook = DayProfile.Slot / 2;

    private readonly PauseHistogram _pauses = new();
    private readonly DayProfile _day = new();

    /// <summary>When the last call ended, UTC; null before the first.</summary>
    public DateTimeOffset? IdleSince { get; private set; }

    /// <summary>A call came. How long there had been none, where none was under way.</summary>
    public TimeSpan? Arrive(DateTimeOffset local)
    {
        Follow(local);
        _day.Add(local);
        if (IdleSince is not { } since) return null;
        IdleSince = null;
        var pause = local - since;
        if (pause < TimeSpan.Zero) return null;
        _pauses.Add(pause);
        return pause;
    }

    /// <summary>The last call that was under way has ended.</summary>
    public void Rest(DateTimeOffset local) => IdleSince = local.ToUniversalTime();

    /// <summary>Whether an instance should be there now.</summary>
    /// <param name="local">The time, with the offset of the node's zone.</param>
    /// <param name="idle">The time for which an instance is kept where nothing better is known.</param>
    public WarmAdvice Advise(DateTimeOffset local, TimeSpan idle)
    {
        Follow(local);
        if (IdleSince is not { } since || _pauses.Total < PausesNeeded) return WarmAdvice.Unknown;
        var age = local - since;
        if (age < TimeSpan.Zero) return WarmAdvice.Unknown;
        var look = Clamp(age / 10);
        return ChanceIn(look, age, local) * (idle * ColdStartWorth) >= look ? WarmAdvice.Warm : WarmAdvice.Cool;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Format);
        writer.Write(IdleSince?.UtcTicks ?? 0);
        _pauses.Save(writer);
        _day.Save(writer);
    }

    /// <summary>Reads back what <see cref="Save"/> wrote; false when another version wrote it.</summary>
    public bool TryLoad(BinaryReader reader)
    {
        if (reader.ReadByte() != Format) return false;
        var since = reader.ReadInt64();
        IdleSince = since == 0 ? null : new(since, TimeSpan.Zero);
        _pauses.Load(reader);
        _day.Load(reader);
        return true;
    }

    // A pause longer than all that are told apart says nothing by itself: then the time of day alone counts.
    private double ChanceIn(TimeSpan look, TimeSpan age, DateTimeOffset local)
    {
        if (age > PauseHistogram.Longest) return _day.Expected(local + look) * (look / DayProfile.Slot);
        var (lasted, ended) = _pauses.After(age, look);
        var believed = look / (age + look);
        return (ended + (Belief * believed)) / (lasted + Belief) * _day.Busyness(local, look);
    }

    private void Follow(DateTimeOffset local)
    {
        if (_day.Follow(local)) _pauses.Fade(Fading);
    }

    private static TimeSpan Clamp(TimeSpan look) => look < ShortestLook ? ShortestLook : look > LongestLook ? LongestLook : look;
}

/// <summary>What a forecast says about the next moments.</summary>
internal enum WarmAdvice
{
    /// <summary>Too little is known: the fixed idle time holds.</summary>
    Unknown,

    /// <summary>An instance should be there.</summary>
    Warm,

    /// <summary>No instance is needed.</summary>
    Cool,
}
