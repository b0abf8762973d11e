namespace EventEdge.EdgeBridge.Outbox.Records;

/// <summary>How far a binding version has emitted.</summary>
/// <param name="Binding">The binding's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Cursor">Journal position.</param>
internal sealed record EmittedCursor(string Binding, string Version, long Cursor);
