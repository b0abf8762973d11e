namespace EventEdge.Torture.Faults.Poison;

/// <summary>A message for the cloud's queues that it had better not stumble over.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="IsRefused">Whether it must become a dead letter; else it may be as good as any frame.</param>
internal sealed record PoisonFrame(string Name, byte[] Body, bool IsRefused);
