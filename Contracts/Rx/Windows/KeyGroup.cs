using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>One key: its clocks and its windows.</summary>
internal sealed class KeyGroup(KeyWindows windows, long ordinal) : ClockGroup
{
    public KeyWindows Windows { get; } = windows;

    /// <summary>How many keys appeared before it.</summary>
    public long Ordinal { get; } = ordinal;

    /// <summary>Newest timestamp of what its windows took, in ticks.</summary>
    public long Newest { get; set; } = Ticks.Never;

    /// <summary>
    /// Recorded time at which its windows are looked at, because nobody counts any more; <see cref="Ticks.Forever"/> while it does not
    /// wait.
    /// </summary>
    public long Due { get; set; } = Ticks.Forever;

    /// <summary>Its place among the keys that wait; negative while it does not.</summary>
    public int DuePlace { get; set; } = -1;

    /// <summary>It is in the queue of keys that show what they have before it is complete.</summary>
    public bool AwaitsShowing { get; set; }

    public void Save(BinaryWriter writer)
    {
        SaveWatermark(writer);
        writer.Write(Newest);
        Windows.Origin.Save(writer);
        Windows.Save(writer);
    }

    public void Load(BinaryReader reader, int format)
    {
        LoadWatermark(reader, hasBehind: format >= WindowState.FinalFormat);
        var hasOrigin = format >= WindowState.OriginFormat;
        Newest = hasOrigin ? reader.ReadInt64() : Fastest;
        if (hasOrigin) Windows.Origin = WindowOrigin.Load(reader) with { Known = Windows.Origin.Known };
        Windows.Load(reader, format);
    }
}
