using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Rx.Windows.Kinds;

/// <summary>A session in use.</summary>
internal sealed class Session
{
    public long First { get; set; }

    public long Last { get; set; }

    /// <summary>The revision the next firing will have.</summary>
    public int Revision { get; set; }

    public WindowEmission Emission { get; set; }

    public IAccumulator State { get; set; } = null!;

    /// <summary>First instant at which an event would begin another session.</summary>
    public long End(WindowContext context) =>
        Last - First > context.SessionMax - context.Size ? First + context.SessionMax : Last + context.Size;

    /// <summary>Whether the session that follows this one belongs to it.</summary>
    public bool Touches(Session following, WindowContext context) =>
        following.First < End(context) && following.Last - First < context.SessionMax;

    public void Add(EdgeEvent input, long time)
    {
        First = Math.Min(First, time);
        Last = Math.Max(Last, time);
        Emission |= WindowEmission.New;
        State.Add(input);
    }

    /// <summary>Takes another session in. Where one had fired, the next revision is above both.</summary>
    public void Take(Session other)
    {
        Last = Math.Max(Last, other.Last);
        Revision = Math.Max(Revision, other.Revision);
        State.Merge(other.State);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(First);
        writer.Write(Last);
        writer.Write(Revision);
        writer.Write((byte)Emission);
        State.Save(writer);
    }

    public static Session Load(BinaryReader reader, WindowContext context) => new()
    {
        First = reader.ReadInt64(),
        Last = reader.ReadInt64(),
        Revision = reader.ReadInt32(),
        Emission = (WindowEmission)reader.ReadByte(),
        State = context.Restore(reader),
    };
}
