using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>What a binding keeps across a restart, and what it leaves to its next version. What is added is added at the end.</summary>
internal sealed class BindingCheckpoint(
    JournalProgress progress, BindingPipeline pipeline, IInvocation invocation, BindingTimer? timer, DispatchTraces traces,
    BindingCounters counters)
{
    public void Save(BinaryWriter writer)
    {
        writer.Write(progress.Position);
        writer.Write(progress.IsDurable);
        pipeline.Save(writer);
        timer?.Save(writer);
        traces.Save(writer);
        counters.SaveMessages(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, or an earlier version did.</summary>
    public void Load(BinaryReader reader)
    {
        progress.Position = reader.ReadInt64();
        progress.IsDurable |= reader.ReadBoolean();
        pipeline.Load(reader);
        if (reader.BaseStream.Position < reader.BaseStream.Length) timer?.Load(reader);
        // State saved before messages were traced ends here.
        if (reader.BaseStream.Position < reader.BaseStream.Length) traces.Load(reader);
        // State saved before messages were counted ends here.
        if (reader.BaseStream.Position < reader.BaseStream.Length) counters.LoadMessages(reader);
    }

    /// <summary>Takes over what the function and the timer of an earlier version remembered.</summary>
    public void Inherit(BindingCheckpoint earlier)
    {
        if (earlier.Memory is { } remembered) invocation.Memory?.Inherit(remembered);
        if (earlier.Timer is { } ran) timer?.Inherit(ran);
    }

    private FunctionMemory? Memory => invocation.Memory;

    private BindingTimer? Timer => timer;
}
