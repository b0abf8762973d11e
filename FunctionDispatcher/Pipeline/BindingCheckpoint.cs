using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>What a binding keeps across a restart, and what it leaves to its next version. What is added is added at the end.</summary>
internal sealed class BindingCheckpoint(
    JournalProgress progress, BindingPipeline pipeline, IInvocation invocation, BindingTimer? timer, DispatchTraces traces,
    BindingCounters counters, IStatefulEventDecoder? decoder)
{
    public void Save(BinaryWriter writer)
    {
        writer.Write(progress.Position);
        writer.Write(progress.IsDurable);
        pipeline.Save(writer);
        timer?.Save(writer);
        traces.Save(writer);
        counters.SaveMessages(writer);
        decoder?.Save(writer);
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
        if (reader.BaseStream.Position < reader.BaseStream.Length) decoder?.Load(reader);
    }

    /// <summary>Takes over what the function, the timer and the decoder of an earlier version remembered.</summary>
    public void Inherit(BindingCheckpoint earlier)
    {
        if (earlier.Memory is { } remembered) invocation.Memory?.Inherit(remembered);
        if (earlier.Timer is { } ran) timer?.Inherit(ran);
        if (earlier.Decoder is { } decoded && decoder is not null && decoded.GetType() == decoder.GetType()) Inherit(decoded, decoder);
    }

    private static void Inherit(IStatefulEventDecoder earlier, IStatefulEventDecoder later)
    {
        using var state = new MemoryStream();
        using var writer = new BinaryWriter(state);
        earlier.Save(writer);
        writer.Flush();
        state.Position = 0;
        using var reader = new BinaryReader(state);
        later.Load(reader);
    }

    private IStatefulEventDecoder? Decoder => decoder;

    private FunctionMemory? Memory => invocation.Memory;

    private BindingTimer? Timer => timer;
}
