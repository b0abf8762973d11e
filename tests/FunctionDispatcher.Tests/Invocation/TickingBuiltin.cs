using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Invocation;

/// <summary>
/// A function of these tests alone: since its first event a key has a deadline each so often, for ever; or each of them fails.
/// </summary>
internal sealed class TickingBuiltin(TimeSpan every, bool fails = false) : IBuiltinFunction
{
    public string Name => "ticking";

    public WindowUse Window => WindowUse.None;

    public object Create(FunctionSettings settings, bool hasWindow) => new Ticking(every, fails);

    private sealed class Ticking(TimeSpan every, bool fails) : IKeyedFunction
    {
        public void Bind(EventLayout layout)
        {
        }

        public IKeyedState CreateState() => new State(every, fails);
    }

    private sealed class State(TimeSpan every, bool fails) : ITimedKeyedState
    {
        public DateTimeOffset? NextDeadline { get; private set; }

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            if (fails && NextDeadline is not null) throw new InvalidOperationException("not today");
            NextDeadline ??= input.ReceivedAt + every;
        }

        public void Advance(DateTimeOffset deadline, ICollection<Measurement> output)
        {
            NextDeadline = deadline + every;
            if (fails) throw new InvalidOperationException("not today");
            output.Add(Measurement.Of(("t", 1.0)));
        }

        public void Save(BinaryWriter writer) => writer.Write(NextDeadline?.UtcTicks ?? 0);

        public void Load(BinaryReader reader) =>
            NextDeadline = reader.ReadInt64() is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }
}
