namespace EventEdge.FunctionDispatcher.Functions.Numerics;

/// <summary>
/// Quantiles, with a straight line between the two values beside each, of which both are known within 1 %, in memory that follows the
/// spread of the values and not their number: buckets whose borders grow by a constant factor (C. Masson, J. E. Rim, H. K. Lee,
/// "DDSketch", VLDB 2019). Only buckets in use are kept; of more than <see cref="BucketLimit"/> the lowest two become one, which costs
/// accuracy at the low end only. Any order of adding and merging gives the same sketch. Magnitudes below 10^-100 count as zero; values
/// must lie within ±10^150.
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

    // Most windows of a steady sensor need one bucket or two, and there are as many windows as keys: it starts small.
    private Bucket[] _buckets = new Bucket[1];
    private int _used;

    /// <summary>Buckets in use.</summary>
    public int Buckets => _used;

    /// <summary>Takes a value in.</summary>
    public void Add(double value) => Add(BucketOf(value), 1);

    /// <summary>Takes in everything another sketch holds.</summary>
    public void Merge(QuantileSketch other)
    {
        for (var i = other._used - 1; i >= 0; i--) Add(other._buckets[i].Number, other._buckets[i].Count);
    }

    /// <summary>
    /// The value at a fraction between 0 and 1 of the way from the first to the last of the sorted values; NaN when there are none. Between
    /// two of them it is on the straight line: the middle of 10 and 20 is 15, as in NumPy and in spreadsheets (Hyndman and Fan, type 7).
    /// </summary>
    public double Quantile(double fraction)
    {
        long total = 0;
        foreach (ref readonly var bucket in _buckets.AsSpan(0, _used)) total += bucket.Count;
        if (total == 0) return double.NaN;
        var place = fraction * (total - 1);
        var rank = (long)place;
        var i = 0;
        var seen = (long)_buckets[0].Count;
        for (; seen <= rank; seen += _buckets[i].Count) i++;
        var value = MiddleOf(_buckets[i].Number);
        return place == rank || rank + 1 < seen ? value : value + ((MiddleOf(_buckets[i + 1].Number) - value) * (place - rank));
    }

    /// <summary>Writes the sketch.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write((short)_used);
        for (var i = 0; i < _used; i++)
        {
            writer.Write(_buckets[i].Number);
            writer.Write7BitEncodedInt64(_buckets[i].Count);
        }
    }

    /// <summary>Reads a sketch that <see cref="Save"/> wrote.</summary>
    public static QuantileSketch Load(BinaryReader reader)
    {
        int used = reader.ReadInt16();
        var sketch = new QuantileSketch { _used = used, _buckets = new Bucket[Math.Max(1, used)] };
        for (var i = 0; i < used; i++) sketch._buckets[i] = new(reader.ReadInt16(), (uint)reader.Read7BitEncodedInt64());

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

    private void Add(short number, uint count)
    {
        var place = PlaceOf(number);
        if (place == _used || _buckets[place].Number != number)
            place = _used < BucketLimit ? Insert(place, number) : InsertFull(place, number);
        ref var bucket = ref _buckets[place];
        bucket.Count = Total(bucket.Count, count);
    }

    /// <summary>Where the bucket is or belongs.</summary>
    private int PlaceOf(short number)
    {
        int low = 0, high = _used;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_buckets[middle].Number < number) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private int Insert(int place, short number)
    {
        if (_used == _buckets.Length) Array.Resize(ref _buckets, Math.Min(BucketLimit, _used + Math.Max(1, _used / 2)));
        Array.Copy(_buckets, place, _buckets, place + 1, _used - place);
        _buckets[place] = new(number, 0);
        _used++;
        return place;
    }

    // Full: of the buckets with the new one among them, the lowest falls into the second lowest.
    private int InsertFull(int place, short number)
    {
        if (place == 0) return 0;
        if (place > 1) _buckets[1].Count = Total(_buckets[0].Count, _buckets[1].Count);
        var inherited = place > 1 ? 0 : _buckets[0].Count;
        Array.Copy(_buckets, 1, _buckets, 0, place - 1);
        _buckets[place - 1] = new(number, inherited);
        return place - 1;
    }

    private static uint Total(uint left, uint right) => (uint)Math.Min(uint.MaxValue, (ulong)left + right);

    private struct Bucket(short number, uint count)
    {
        public readonly short Number = number;
        public uint Count = count;
    }
}
