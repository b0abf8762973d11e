namespace EventEdge.FunctionDispatcher.Runtimes.Scaling;

/// <summary>
/// How long the pauses between calls were, in 248 buckets from 1 s to about 50 h, each a twentieth longer than the one before. Shorter
/// pauses do not count: nobody would stop an instance for them. A pause counts in part for the buckets beside its own, and what was seen
/// long ago counts less.
/// </summary>
internal sealed class PauseHistogram
{
    /// <summary>Buckets.</summary>
    public const int Size = 248;

    private const double Growth = 1.05;
    private static readonly double LogGrowth = Math.Log(Growth);
    private readonly float[] _counts = new float[Size];
    private float _beyond;

    /// <summary>The longest pause that is told from longer ones.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(Math.Pow(Growth, Size));

    /// <summary>Pauses remembered, by weight.</summary>
    public double Total => _counts.Sum() + _beyond;

    public void Add(TimeSpan pause)
    {
        var seconds = pause.TotalSeconds;
        if (seconds < 1) return;
        var bucket = (int)(Math.Log(seconds) / LogGrowth);
        Count(Math.Max(bucket - 1, 0), 0.25f);
        Count(bucket, 0.5f);
        Count(bucket + 1, 0.25f);
    }

    /// <summary>Makes everything so far count for less.</summary>
    public void Fade(float factor)
    {
        for (var i = 0; i < Size; i++) _counts[i] *= factor;
        _beyond *= factor;
    }

    /// <summary>
    /// Of the pauses that lasted so long, by weight, how many there were and how many of them ended within a further stretch of time.
    /// </summary>
    public (double Lasted, double Ended) After(TimeSpan age, TimeSpan stretch)
    {
        var (from, to) = (PlaceOf(age), PlaceOf(age + stretch));
        double lasted = _beyond, ended = 0;
        for (var i = (int)Math.Min(from, Size); i < Size; i++)
        {
            // Within a bucket, pauses are taken to be spread evenly.
            var left = Math.Min(1, i + 1 - from);
            lasted += _counts[i] * left;
            if (to > i) ended += _counts[i] * (Math.Min(i + 1, to) - Math.Max(i, from));
        }

        return (lasted, ended);
    }

    public void Save(BinaryWriter writer)
    {
        foreach (var count in _counts) writer.Write(count);
        writer.Write(_beyond);
    }

    public void Load(BinaryReader reader)
    {
        for (var i = 0; i < Size; i++) _counts[i] = reader.ReadSingle();
        _beyond = reader.ReadSingle();
    }

    private void Count(int bucket, float weight)
    {
        if (bucket < Size) _counts[bucket] += weight;
        else _beyond += weight;
    }

    // In buckets, with a fraction: 2.5 is the middle of the third.
    private static double PlaceOf(TimeSpan pause) => pause.TotalSeconds <= 1 ? 0 : Math.Log(pause.TotalSeconds) / LogGrowth;
}
