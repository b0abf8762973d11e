using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>Calls a function outside the process for every event.</summary>
internal sealed class OutOfProcessEventInvocation(OutOfProcessCalls calls) : IInvocation
{
    public OutOfProcessCalls Outside => calls;

    public DateTimeOffset? NextDeadline => null;

    public int OpenWindows => 0;

    public StageResult Process(EdgeEvent input)
    {
        calls.Begin(input);
        return StageResult.Waiting(StageReason.CallUnderWay);
    }

    public void Advance(DateTimeOffset now, long sequence)
    {
    }

    public void ClosePartial(long sequence)
    {
    }

    public void Save(BinaryWriter writer) => calls.Save(writer);

    public void Load(BinaryReader reader) => calls.Load(reader);

    public void Dispose() => calls.Dispose();
}
