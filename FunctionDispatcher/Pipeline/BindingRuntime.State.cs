namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>What a binding keeps across a restart, and what it leaves to its next version. What is added is added at the end.</summary>
internal sealed partial class BindingRuntime
{
    public void Save(BinaryWriter writer)
    {
        writer.Write(Position);
        writer.Write(Durable);
        Counters.Save(writer);
        _invocation.Save(writer);
        if (_duplicates is not null)
        {
            writer.Write(Counters.Duplicates);
            _duplicates.Save(writer);
        }

        _recorded.Save(writer);
        _invocation.Memory?.Save(writer);
        Timer?.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        Position = reader.ReadInt64();
        Durable |= reader.ReadBoolean();
        Counters.Load(reader);
        _invocation.Load(reader);
        Counters.InFlight = _outOfProcess?.EventsInFlight ?? 0;
        if (_duplicates is not null)
        {
            Counters.Duplicates = reader.ReadInt64();
            _duplicates.Load(reader);
        }

        // States of the first version end here.
        if (reader.BaseStream.Position < reader.BaseStream.Length) _recorded.Load(reader);
        // State saved before functions had a memory ends here.
        if (reader.BaseStream.Position < reader.BaseStream.Length) _invocation.Memory?.Load(reader);
        if (reader.BaseStream.Position < reader.BaseStream.Length) Timer?.Load(reader);
    }

    /// <summary>Takes over what the function of an earlier version remembered.</summary>
    public void Inherit(BindingRuntime earlier)
    {
        if (earlier._invocation.Memory is { } remembered) _invocation.Memory?.Inherit(remembered);
        if (earlier.Timer is { } timer) Timer?.Inherit(timer);
    }
}
