namespace EventEdge.EdgeBridge.Outbox;

/// <summary>To what the sequences of an outbox belong.</summary>
/// <param name="Epoch">Its identity: the cloud keeps its ledger under it.</param>
/// <param name="From">Of each class, its first record.</param>
/// <param name="Notes">What happened to it and to those before it, the newest of it.</param>
internal sealed record Numbering(Guid Epoch, IReadOnlyList<long> From, IReadOnlyList<NumberingNote> Notes)
{
    /// <summary>Most notes; the oldest go.</summary>
    public const int NoteLimit = 32;

    /// <summary>
    /// When it began, by this node's clock; null for one of an earlier version. Whole seconds: it is part of every frame.
    /// </summary>
    public DateTimeOffset? Begun { get; init; }

    /// <summary>A new one.</summary>
    public static Numbering Begin(IReadOnlyList<long> from, IReadOnlyList<NumberingNote> notes, DateTimeOffset now) =>
        new(Guid.NewGuid(), from, notes) { Begun = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()) };

    /// <summary>With something noted; the same thing is noted once.</summary>
    public Numbering With(NumberingNote note) => Notes.Any(known => known.Kind == note.Kind && known.Epoch == note.Epoch)
        ? this
        : this with { Notes = [.. Notes.TakeLast(NoteLimit - 1), note] };
}

/// <summary>Something that happened to a numbering.</summary>
/// <param name="At">When this node heard of it.</param>
/// <param name="Kind">The kind of notice that said it.</param>
/// <param name="Epoch">The numbering concerned.</param>
/// <param name="Reason">What it means, for a person.</param>
public sealed record NumberingNote(DateTimeOffset At, string Kind, Guid Epoch, string Reason);
