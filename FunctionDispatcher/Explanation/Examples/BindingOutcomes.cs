using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Explanation.Examples;

/// <summary>The ends of one binding's events, by kind, at one version: another one begins anew.</summary>
internal sealed class BindingOutcomes(ExampleBytes bytes)
{
    private readonly Dictionary<OutcomeKind, Entry> _kinds = [];
    private string _version = string.Empty;

    public void Add(OutcomeExample example)
    {
        if (example.Binding!.Version != _version)
        {
            Clear();
            _version = example.Binding.Version;
        }

        var kind = OutcomeKind.Of(example.Stage, example.Result);
        if (!_kinds.TryGetValue(kind, out var entry))
            _kinds.Add(kind, entry = new(new(OutcomeRecord.ExampleLimit, bytes), example.At));
        entry.Seen++;
        entry.SincePassed++;
        entry.Examples.Add(example);
        if (kind.Outcome != StageOutcome.Passed || example.Topic.Length == 0) return;
        foreach (var other in _kinds.Values) other.SincePassed = 0;
    }

    public IReadOnlyList<OutcomeEntry> At(string version) => version != _version ? [] :
        [.. _kinds.Select(kind => new OutcomeEntry(
            kind.Key, kind.Value.Seen, kind.Value.SincePassed, kind.Value.First, kind.Value.Examples.All()))];

    public void Clear()
    {
        foreach (var entry in _kinds.Values) entry.Examples.Clear();
        _kinds.Clear();
    }

    private sealed class Entry(ExampleRing examples, DateTimeOffset first)
    {
        public ExampleRing Examples => examples;

        public DateTimeOffset First => first;

        public long Seen { get; set; }

        public long SincePassed { get; set; }
    }
}
