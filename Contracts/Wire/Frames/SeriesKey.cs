namespace EventEdge.Contracts.Frames;

/// <summary>What the points of one block have in common: origin, measurement, and the names of their tags and fields.</summary>
internal readonly struct SeriesKey : IEquatable<SeriesKey>
{
    private readonly FramePoint _sample;
    private readonly int _hash;

    private SeriesKey(FramePoint sample)
    {
        _sample = sample;
        var hash = new HashCode();
        hash.Add(sample.Binding);
        hash.Add(sample.Version);
        hash.Add(sample.Point.Measurement);
        foreach (var tag in sample.Point.Tags) hash.Add(tag.Key);
        foreach (var field in sample.Point.Fields) hash.Add(field.Key);
        _hash = hash.ToHashCode();
    }

    public static SeriesKey Of(FramePoint point) => new(point);

    public bool Equals(SeriesKey other) =>
        _hash == other._hash
        && _sample.Binding == other._sample.Binding
        && _sample.Version == other._sample.Version
        && _sample.Point.Measurement == other._sample.Point.Measurement
        && _sample.Point.WindowEnd.HasValue == other._sample.Point.WindowEnd.HasValue
        && _sample.Point.Shared == other._sample.Point.Shared
        && SameNames(_sample.Point.Tags, other._sample.Point.Tags)
        && SameNames(_sample.Point.Fields, other._sample.Point.Fields);

    public override bool Equals(object? obj) => obj is SeriesKey other && Equals(other);

    public override int GetHashCode() => _hash;

    private static bool SameNames<T>(IReadOnlyList<KeyValuePair<string, T>> left, IReadOnlyList<KeyValuePair<string, T>> right)
    {
        if (left.Count != right.Count) return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!string.Equals(left[i].Key, right[i].Key, StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
