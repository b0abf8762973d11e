using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>
/// How a binding's function is called: per event, per key, per window or as a stream. Driven by recorded time only.
/// Life: Load once or not at all, Process and Advance in recorded order, Save at any point, ClosePartial at most once, Dispose.
/// </summary>
internal interface IInvocation : IDisposable
{
    /// <summary>Takes one event that came through the stages before: its last stage, which is the window where there is one.</summary>
    StageResult Process(EdgeEvent input);

    /// <summary>Takes a result of the binding that this one is joined with.</summary>
    StageResult ProcessOther(EdgeEvent input) => throw new NotSupportedException("this binding is joined with no other");

    /// <summary>Recorded time has reached <paramref name="now"/> without an event, as told by a journal position (0: by none).</summary>
    void Advance(DateTimeOffset now, long sequence);

    /// <summary>Whether its state has to be durable before its first event.</summary>
    bool IsDurable => false;

    /// <summary>Replay is over: what waits for keys that may never come waits from now on, unless it did before.</summary>
    void Start(DateTimeOffset now)
    {
    }

    /// <summary>When <see cref="Advance"/> would do something; null when nothing waits.</summary>
    DateTimeOffset? NextDeadline { get; }

    /// <summary>Emits what is open as partial results and forgets it, as of a journal position.</summary>
    void ClosePartial(long sequence);

    /// <summary>Its calls, where the function is outside the process; else null.</summary>
    OutOfProcessCalls? Outside => null;

    /// <summary>Its windows, each operator with its share of the keys; none where there are no windows.</summary>
    IReadOnlyList<WindowOperator> Operators => [];

    /// <summary>Open windows.</summary>
    int OpenWindows { get; }

    /// <summary>
    /// What the function itself remembers; saved by the binding, which also hands it on to its next version. Null where there is nothing.
    /// </summary>
    FunctionMemory? Memory => null;

    /// <summary>Which of <see cref="Operators"/> has a key.</summary>
    int ShareOf(FieldValue[] key) => 0;

    /// <summary>Writes all state.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Replaces all state with a saved one.</summary>
    void Load(BinaryReader reader);
}
