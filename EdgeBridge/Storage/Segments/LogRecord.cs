namespace EventEdge.EdgeBridge.Storage.Segments;

/// <summary>A committed record.</summary>
/// <param name="Sequence">Its place in the log, from 1, without gaps unless the disk was damaged.</param>
/// <param name="Type">What the writer called it, 1 to 127.</param>
/// <param name="Payload">Its bytes; valid until the reader's next call.</param>
internal readonly record struct LogRecord(long Sequence, byte Type, ReadOnlyMemory<byte> Payload);

/// <summary>Records that damage on the disk took away.</summary>
/// <param name="From">First lost sequence.</param>
/// <param name="To">Last lost sequence.</param>
internal readonly record struct LogGap(long From, long To);
