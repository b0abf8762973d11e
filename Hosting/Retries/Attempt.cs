namespace EventEdge.Hosting.Retries;

/// <summary>What came of an attempt: an answer, or what it threw.</summary>
/// <param name="Answer">The answer; the default where there is none.</param>
/// <param name="Error">What it threw; null where it answered.</param>
internal readonly record struct Attempt<T>(T? Answer, Exception? Error);
