using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Explanation.Examples;

/// <summary>
/// Remembers where events, windows and results came to their end: for each binding the last few of each kind, and the last of all. An
/// observer of <see cref="StageInterest.Ends"/>; bounded in number and bytes whatever comes. Told by the dispatch loop, asked from any
/// thread.
/// </summary>
public sealed class OutcomeRecord : IStageObserver
{
    /// <summary>Most examples of one kind.</summary>
    public const int ExampleLimit = 4;

    /// <summary>Most examples of all together, beside those.</summary>
    public const int RecentLimit = 512;

    /// <summary>Most bytes kept of a payload.</summary>
    public const int PayloadLimit = 2048;

    /// <summary>Most bytes of payloads; beyond it none is kept until older ones are forgotten.</summary>
    public const int BytesLimit = 4 << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, BindingOutcomes> _bindings = new(StringComparer.Ordinal);
    private readonly ExampleRing _recent;
    private readonly ExampleBytes _bytes = new(BytesLimit);

    /// <summary>An empty one.</summary>
    public OutcomeRecord() => _recent = new(RecentLimit, _bytes);

    /// <inheritdoc />
    public void Observe(in StageObservation observation)
    {
        lock (_gate)
        {
            var example = Copy(observation);
            _recent.Add(example);
            if (example.Binding is { } binding) Of(binding.Name).Add(example);
        }
    }

    /// <summary>What is known of a binding at its present version; empty where nothing is.</summary>
    public IReadOnlyList<OutcomeEntry> Of(string binding, string version)
    {
        lock (_gate) return _bindings.TryGetValue(binding, out var outcomes) ? outcomes.At(version) : [];
    }

    /// <summary>The newest of all ends, oldest first.</summary>
    public IReadOnlyList<OutcomeExample> Recent()
    {
        lock (_gate) return _recent.All();
    }

    /// <summary>Forgets bindings that are no more.</summary>
    public void Keep(IReadOnlySet<string> bindings)
    {
        lock (_gate)
        {
            foreach (var gone in _bindings.Keys.Where(name => !bindings.Contains(name)).ToList())
            {
                _bindings[gone].Clear();
                _bindings.Remove(gone);
            }
        }
    }

    private BindingOutcomes Of(string binding)
    {
        if (!_bindings.TryGetValue(binding, out var outcomes)) _bindings.Add(binding, outcomes = new(_bytes));
        return outcomes;
    }

    private OutcomeExample Copy(in StageObservation observation)
    {
        var input = observation.Event;
        var payload = input?.Payload ?? default;
        var said = input?.Properties ?? MessageProperties.None;
        var isKept = said.Bytes.Length <= PayloadLimit && _bytes.Left >= payload.Length + said.Bytes.Length;
        var kept = isKept ? Math.Min(payload.Length, PayloadLimit) : 0;
        return new()
        {
            Binding = observation.Binding,
            Stage = observation.Stage,
            Result = observation.Result,
            At = observation.At,
            Topic = observation.Topic,
            Payload = kept == 0 ? default : payload[..kept].ToArray(),
            Properties = isKept ? said : MessageProperties.None,
            IsCut = !isKept || kept < payload.Length,
            ReceivedAt = input?.ReceivedAt ?? observation.At,
            Time = input?.Time ?? observation.Point?.Time ?? observation.Window?.Start ?? observation.At,
            Index = input?.Index ?? 0,
            Sequence = observation.Sequence,
            Window = observation.Window,
            Point = observation.Point,
        };
    }
}
