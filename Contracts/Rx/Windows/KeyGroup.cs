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

    /// <summary>It is in the queue of groups without a counting clock that wait to fire what they hold.</summary>
    public bool AwaitsFiring { get; set; }

    public void Save(BinaryWriter writer)
    {
        SaveWatermark(writer);
        writer.Write(Newest);
        Windows.Origin.Save(writer);
        Windows.Save(writer);
    }

    public void Load(BinaryReader reader, int format)
    {
        LoadWatermark(reader);
        var hasOrigin = format >= WindowState.OriginFormat;
        Newest = hasOrigin ? reader.ReadInt64() : Fastest;
        if (hasOrigin) Windows.Origin = WindowOrigin.Load(reader);
        Windows.Load(reader, format);
    }
}
