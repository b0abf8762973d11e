using System.Diagnostics;

namespace EventEdge.FunctionDispatcher.Runtimes.Process.Lines;

/// <summary>
/// How calls get to a worker and answers back. Life: constructed, Prepare before the worker starts, Open once it has, EndCalls at most
/// once, Dispose.
/// </summary>
internal interface IWorkerLine : IDisposable
{
    /// <summary>What a worker has closed when there are no more answers, for a sentence: <c>its standard output</c>.</summary>
    string Name { get; }

    /// <summary>Puts into the command what the worker needs to know.</summary>
    /// <exception cref="IOException">The line cannot be laid.</exception>
    void Prepare(ProcessStartInfo command);

    /// <summary>Waits until the worker can be spoken to. False when it ended first.</summary>
    bool Open(System.Diagnostics.Process worker);

    /// <summary>Where calls are written; only once it is open.</summary>
    Stream Calls { get; }

    /// <summary>Where answers are read; only once it is open.</summary>
    Stream Answers { get; }

    /// <summary>There will be no more calls: the worker should end by itself.</summary>
    void EndCalls(System.Diagnostics.Process? worker);
}
