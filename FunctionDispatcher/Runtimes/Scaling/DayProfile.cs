namespace EventEdge.FunctionDispatcher.Runtimes.Scaling;

/// <summary>
/// At what times of the day calls come: for each ten minutes, on how many of the days gone by there were any. Days long ago count less.
/// Times are those of the node's time zone, which is what shifts keep to.
/// </summary>
internal sealed class DayProfile
{
    /// <summary>Slots of a day.</summary>
    public const int Size = 144;

    /// <summary>Length of a slot.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromDays(1) / Size;

    private const float Fading = 0.95f;
    private const double Doubt = 0.5;
    private const double SurestShare = 0.98;
    private const double OneDay = 0.9;
    private readonly float[] _hits = new float[Size];
    private readonly double[] _rates = new double[Size];
    private readonly bool[] _today = new bool[Size];
    private float _days;
    private int _day;
    private double _mean;

    /// <summary>Days remembered, by weight.</summary>
    public double Days => _days;

    /// <summary>A call came.</summary>
    public void Add(DateTimeOffset local)
    {
        Follow(local);
        _today[SlotOf(local)] = true;
    }

    /// <summary>Time goes on. True when a day ended.</summary>
    public bool Follow(DateTimeOffset local)
    {
        var day = (int)(local.DateTime.Ticks / TimeSpan.TicksPerDay);
        if (_day == 0) _day = day;
        if (day <= _day) return false;
        Close();
        // Beyond so many days in a row without a call nothing is left to fade.
        for (var empty = Math.Min(day - _day - 1, 100); empty > 0; empty--) Close();
        _day = day;
        return true;
    }

    /// <summary>
    /// How many times busier than the mean of the day the next stretch of time is: 1 where nothing is known, towards 0 where calls never
    /// come.
    /// </summary>
    public double Busyness(DateTimeOffset local, TimeSpan stretch)
    {
        if (_days < OneDay) return 1;
        return Math.Max(Of(SlotOf(local)), Of(SlotOf(local + stretch)));

        double Of(int slot) => ((_rates[slot] * _days) + Doubt) / ((_mean * _days) + Doubt);
    }

    /// <summary>Calls to be expected in the slot of this time, of which several close together count once.</summary>
    public double Expected(DateTimeOffset local) => _days < OneDay ? 0 : _rates[SlotOf(local)];

    public void Save(BinaryWriter writer)
    {
        writer.Write(_day);
        writer.Write(_days);
        for (var i = 0; i < Size; i++)
        {
            writer.Write(_hits[i]);
            writer.Write(_today[i]);
        }
    }

    public void Load(BinaryReader reader)
    {
        _day = reader.ReadInt32();
        _days = reader.ReadSingle();
        for (var i = 0; i < Size; i++) (_hits[i], _today[i]) = (reader.ReadSingle(), reader.ReadBoolean());
        Answer();
    }

    private static int SlotOf(DateTimeOffset local) => (int)(local.TimeOfDay.Ticks / Slot.Ticks);

    private void Close()
    {
        for (var i = 0; i < Size; i++) _hits[i] = (_hits[i] * Fading) + (_today[i] ? 1 : 0);
        Array.Clear(_today);
        _days = (_days * Fading) + 1;
        Answer();
    }

    // A slot takes part in its neighbours: nobody's day is made of ten minutes.
    private void Answer()
    {
        if (_days == 0) return;
        for (var i = 0; i < Size; i++) _rates[i] = (RateOf(i - 1) + (2 * RateOf(i)) + RateOf(i + 1)) / 4;
        _mean = _rates.Average();
    }

    // From the share of days with any call, as if calls came by chance.
    private double RateOf(int slot) => -Math.Log(1 - Math.Min(_hits[(slot + Size) % Size] / _days, SurestShare));
}
