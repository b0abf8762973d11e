namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>What a binding whose state is gone cannot know of its windows.</summary>
/// <param name="Until">From here on everything is read again: the window around it lacks what came before.</param>
/// <param name="IsAll">Whether that was any number of windows; otherwise taking events began there.</param>
public sealed record LostPast(DateTimeOffset Until, bool IsAll);
