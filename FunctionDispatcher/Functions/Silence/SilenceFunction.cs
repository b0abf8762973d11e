using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Silence;

/// <summary>
/// Tells when nothing has come of a key for some time, and when it is back. Any event counts as a sign of life, whatever it says and
/// however old it says it is, so recorded time alone decides.
/// </summary>
internal sealed class SilenceFunction(SilenceConfig config) : IExpectingFunction
{
    /// <inheritdoc />
    public IReadOnlyList<IReadOnlyList<string>> ExpectedKeys => config.Expected;

    /// <inheritdoc />
    public string? ExpectedLookup => config.ExpectedFrom;

    /// <inheritdoc />
    public void Bind(EventLayout layout)
    {
    }

    /// <inheritdoc />
    public IKeyedState CreateState() => new State(config);

    /// <inheritdoc />
    public IKeyedState CreateExpected(DateTimeOffset since) => new State(config, since);

    /// <inheritdoc />
    public bool WasSeen(IKeyedState state) => ((State)state).WasSeen;

    private sealed class State(SilenceConfig config) : ITimedKeyedState
    {
        // Since when nothing came, as received; and the time of the last event by its own clock, none before the first.
        private DateTimeOffset _since;
        private DateTimeOffset? _lastEvent;
        private DateTimeOffset? _due;
        private bool _isSilent;

        public State(SilenceConfig config, DateTimeOffset since)
            : this(config)
        {
            _since = since;
            _due = since + config.After;
        }

        public DateTimeOffset? NextDeadline => _due;

        public bool WasSeen => _lastEvent is not null;

        public void Next(EdgeEvent input, ICollection<Measurement> output)
        {
            if (_isSilent) output.Add(Told(isSilent: false, input.ReceivedAt));
            _isSilent = false;
            _since = input.ReceivedAt;
            _lastEvent = input.Time;
            _due = _since + config.After;
        }

        public void Advance(DateTimeOffset deadline, ICollection<Measurement> output)
        {
            _isSilent = true;
            output.Add(Told(isSilent: true, deadline));
            _due = RepetitionsAt(deadline) < config.RepeatLimit ? deadline + config.Repeat : null;
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(_since.UtcTicks);
            writer.Write(_lastEvent?.UtcTicks ?? -1);
            writer.Write(_due?.UtcTicks ?? -1);
            writer.Write(_isSilent);
        }

        public void Load(BinaryReader reader)
        {
            _since = new(reader.ReadInt64(), TimeSpan.Zero);
            _lastEvent = ReadInstant(reader);
            _due = ReadInstant(reader);
            _isSilent = reader.ReadBoolean();
        }

        // Deadlines follow each other evenly since the last event, so that none of them has to be counted.
        private long RepetitionsAt(DateTimeOffset deadline) =>
            config.Repeat is { Ticks: > 0 and var repeat } ? (deadline - _since - config.After).Ticks / repeat : 0;

        private Measurement Told(bool isSilent, DateTimeOffset at) => Measurement.Of(
            ("state", isSilent),
            ("since", Instant.Of((_lastEvent ?? _since).UtcTicks)),
            ("seconds", Instant.Seconds((at - _since).Ticks)),
            ("seen", _lastEvent is not null));

        private static DateTimeOffset? ReadInstant(BinaryReader reader) =>
            reader.ReadInt64() is >= 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }
}
