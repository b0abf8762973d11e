namespace EventEdge.FunctionDispatcher.Functions.Numerics;

/// <summary>
/// Quantiles with a relative error of at most 1 %, in memory that follows the spread of the values and not their number: buckets whose
/// borders grow by a constant factor (C. Masson, J. E. Rim, H. K. Lee, "DDSketch", VLDB 2019). Only buckets in use are kept; of more than
/// <see cref="BucketLimit"/> the lowest two become one, which costs accuracy at the low end only. Any order of adding and merging gives the
/// same sketch. Magnitudes below 10^-100 count as zero; values must lie within ±10^150.
/// </summary>
internal sealed class QuantileSketch
{
    /// <summary>Half the width of a bucket, relative to its middle.</summary>
    public const double RelativeError = 0.01;

    /// <summary>Most buckets kept.</summary>
    public const int BucketLimit = 2048;

    private const double Growth = (1 + RelativeError) / (1 - RelativeError);
    private const double ZeroBelow = 1e-100;

    // Bucket numbers in the order of the values they hold: negative ones below, zero in the middle. Every one within ±10^150 fits a short.
    private const int ZeroOffset = 11_600;
    private static readonly double InverseLogGrowth = 1 / Math.Log(Growth);

    private short[] _buckets = new short[8];
    private uint[] _counts = new uint[8];
    private int _used;

    /// <summary>Buckets in use.</summary>
    public int Buckets => _used;

    /// <summary>Takes a value in.</summary>
    public void Add(double value) => Add(BucketOf(value), 1);

    /// <summary>Takes in everything another sketch holds.</summary>
    public void Merge(QuantileSketch other)
    {
        for (var i = other._used - 1; i >= 0; i--) Add(other._buckets[i], other._counts[i]);
    }

    /// <summary>The value at a fraction between 0 and 1 of the sorted values; NaN when there are none.</summary>
    public double Quantile(double fraction)
    {
        long total = 0;
        foreach (var count in _counts.AsSpan(0, _used)) total += count;
        if (total == 0) return double.NaN;
        var rank = (long)(fraction * (total - 1));
        var i = 0;
        for (long seen = _counts[0]; seen <= rank; seen += _counts[i]) i++;
        return MiddleOf(_buckets[i]);
    }

    /// <summary>Writes the sketch.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write((short)_used);
        for (var i = 0; i < _used; i++)
        {
            writer.Write(_buckets[i]);
            writer.Write7BitEncodedInt64(_counts[i]);
        }
    }

    /// <summary>Reads a sketch that <see cref="Save"/> wrote.</summary>
    public static QuantileSketch Load(BinaryReader reader)
    {
        var used = reader.ReadInt16();
        var sketch = new QuantileSketch { _used = used, _buckets = new short[Math.Max(8, (int)used)], _counts = new uint[Math.Max(8, (int)used)] };
        for (var i = 0; i < used; i++)
        {
            sketch._buckets[i] = reader.ReadInt16();
            sketch._counts[i] = (uint)reader.Read7BitEncodedInt64();
        }

        return sketch;
    }

    private static short BucketOf(double value)
    {
        var magnitude = Math.Abs(value);
        if (magnitude < ZeroBelow) return 0;
        var bucket = (short)(Math.Ceiling(Math.Log(magnitude) * InverseLogGrowth) + ZeroOffset);
        return value < 0 ? (short)-bucket : bucket;
    }

    private static double MiddleOf(short bucket)
    {
        if (bucket == 0) return 0;
        var middle = 2 * Math.Exp((Math.Abs(bucket) - ZeroOffset) / InverseLogGrowth) / (Growth + 1);
        return bucket < 0 ? -middle : middle;
    }

    private void Add(short bucket, uint count)
    {
        var place = Array.BinarySearch(_buckets, 0, _used, bucket);
        if (place < 0) place = _used < BucketLimit ? Insert(~place, bucket) : InsertFull(~place, bucket);
        _counts[place] = Total(_counts[place], count);
    }

    private int Insert(int place, short bucket)
    {
        if (_used == _buckets.Length) Grow();
        Array.Copy(_buckets, place, _buckets, place + 1, _used - place);
        Array.Copy(_counts, place, _counts, place + 1, _used - place);
        _buckets[place] = bucket;
        _counts[place] = 0;
        _used++;
        return place;
    }

    // Full: of the buckets with the new one among them, the lowest falls into the second lowest.
    private int InsertFull(int place, short bucket)
    {
        if (place == 0) return 0;
        if (place > 1) _counts[1] = Total(_counts[0], _counts[1]);
        var inherited = place > 1 ? 0 : _counts[0];
        Array.Copy(_buckets, 1, _buckets, 0, place - 1);
        Array.Copy(_counts, 1, _counts, 0, place - 1);
        _buckets[place - 1] = bucket;
        _counts[place - 1] = inherited;
        return place - 1;
    }

    private static uint Total(uint left, uint right) => (uint)Math.Min(uint.MaxValue, (ulong)left + right);

    private void Grow()
    {
        var larger = Math.Min(BucketLimit, _used + (_used / 2));
        Array.Resize(ref _buckets, larger);
        Array.Resize(ref _counts, larger);
    }
}
