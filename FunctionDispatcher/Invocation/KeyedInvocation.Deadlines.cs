using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>What happens to keys without an event: deadlines, and keys that are expected before their first one.</summary>
internal sealed partial class KeyedInvocation
{
    private readonly KeyDeadlines _deadlines = new();
    private DateTimeOffset? _beginsAt;
    private bool _hasBegun;

    /// <summary>A silence has to be noticed by a replay at the same place, also that of keys that never came.</summary>
    public override bool IsDurable => _function is IExpectingFunction { ExpectedKeys.Count: > 0 };

    public override DateTimeOffset? NextDeadline
    {
        get
        {
            var due = _deadlines.Next() is { } next ? Ticks.ToInstant(_recorded.ToReceived(next.Due)) : default(DateTimeOffset?);
            return _hasBegun || _beginsAt is not { } begin || due <= begin ? due : begin;
        }
    }

    public override void Start(DateTimeOffset now)
    {
        if (IsDurable && !_hasBegun) _beginsAt ??= now;
    }

    public override void Advance(DateTimeOffset now, long sequence) => RunDue(now, sequence);

    private void RunDue(DateTimeOffset now, long sequence)
    {
        _recorded.Observe(now);
        if (!_hasBegun) Begin(now);
        while (_deadlines.Next() is { } entry && entry.Due <= _recorded.Now) Run(entry, sequence);
    }

    // At the first recorded time that is seen, which is the same in a replay.
    private void Begin(DateTimeOffset now)
    {
        _hasBegun = true;
        if (_function is not IExpectingFunction expecting) return;
        foreach (var key in ExpectedKeys)
        {
            if (_states.Count >= _keyLimit || _states.ContainsKey(key)) continue;
            var entry = new KeyEntry(key, expecting.CreateExpected(now)) { SeenTicks = now.UtcTicks };
            _states.Add(key, entry);
            Schedule(entry);
        }
    }

    private IEnumerable<string> ExpectedKeys => _function is IExpectingFunction expecting
        ? expecting.ExpectedKeys.Select(values => string.Concat(values.Select(value => value + KeyEntry.Divider)))
        : [];

    private void Schedule(KeyEntry entry)
    {
        if (entry.Timed is null) return;
        entry.Due = entry.Timed.NextDeadline is { } deadline ? deadline.UtcTicks - _recorded.ToReceived(0) : Ticks.Forever;
        _deadlines.Update(entry);
    }

    private void Run(KeyEntry entry, long sequence)
    {
        var (due, deadline) = (entry.Due, entry.Timed!.NextDeadline!.Value);
        var failure = _call.Run((entry, deadline), static (c, results) => c.entry.Timed!.Advance(c.deadline, results));
        Schedule(entry);
        if (failure is null && entry.Due <= due) failure = "its deadline did not move on, and is given up";
        // A function of the user's that stands still must not hold up everybody.
        if (failure is not null && entry.Due <= due) entry.Due = Ticks.Forever;
        if (failure is not null) _emitter.Reject(failure, deadline, sequence);
        else foreach (var result in _call.Results) _emitter.Emit(OfKey(result, entry.Key, deadline), deadline, 0);
    }

    // Without an event, a point has its tags from the key.
    private Measurement OfKey(Measurement result, string key, DateTimeOffset deadline)
    {
        var values = key.Split(KeyEntry.Divider);
        var tags = _keyFields.Select((name, i) => KeyValuePair.Create(name, values[i])).Where(tag => tag.Value.Length > 0);
        return result with { Tags = [.. tags, .. result.Tags], Time = result.Time ?? deadline };
    }
}
