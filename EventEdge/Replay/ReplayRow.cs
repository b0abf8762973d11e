namespace EventEdge.Replay;

/// <summary>A recorded row, ready to be sent.</summary>
/// <param name="Timestamp">When it was recorded, UTC.</param>
/// <param name="Payload">A JSON object of the columns, the time as ISO 8601.</param>
internal readonly record struct ReplayRow(DateTimeOffset Timestamp, byte[] Payload);
