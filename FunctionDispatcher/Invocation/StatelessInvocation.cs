using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>An invocation with nothing to wait for and nothing to save.</summary>
internal abstract class StatelessInvocation : IInvocation
{
    public virtual DateTimeOffset? NextDeadline => null;

    public int OpenWindows => 0;

    public virtual FunctionMemory? Memory => null;

    public abstract StageResult Process(EdgeEvent input);

    public virtual bool IsDurable => false;

    public virtual void Start(DateTimeOffset now)
    {
    }

    public virtual void Advance(DateTimeOffset now, long sequence)
    {
    }

    public void ClosePartial(long sequence)
    {
    }

    public virtual void Save(BinaryWriter writer)
    {
    }

    public virtual void Load(BinaryReader reader)
    {
    }

    public abstract void Dispose();
}
