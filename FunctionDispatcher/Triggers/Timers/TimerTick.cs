namespace EventEdge.FunctionDispatcher.Triggers.Timers;

/// <summary>A tick that is due: to be journalled as a message, which the dispatcher then takes like any other.</summary>
/// <param name="Topic">The topic of its binding's timer.</param>
/// <param name="Instant">The scheduled time, which is the tick's identity.</param>
/// <param name="Payload">What the function gets.</param>
public sealed record TimerTick(string Topic, DateTimeOffset Instant, ReadOnlyMemory<byte> Payload);
