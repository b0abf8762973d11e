namespace EventEdge.FunctionDispatcher.Runtimes.Process.Confinement;

/// <summary>
/// What was there when a worker was confined: Landlock allows nothing that came later into folders where something is hidden.
/// </summary>
/// <param name="Hidden">The hidden paths, without links.</param>
/// <param name="Folders">Those folders, as far as functions live in them, each with the time of its last change.</param>
internal sealed record SandboxView(IReadOnlySet<string> Hidden, IReadOnlyDictionary<string, DateTime> Folders);
