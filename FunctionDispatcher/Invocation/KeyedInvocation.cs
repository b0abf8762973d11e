using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Invocation.Keys;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>
/// Calls a function with a small memory for each key. Where there are as many as the limit allows, keys silent for
/// <see cref="KeyLifetime"/> of recorded time are forgotten; if there are none, the new key is refused, so that a stream of ever new keys
/// neither fills the memory nor takes the place of others. Whatever waits for recorded time happens at its own deadline, before the events
/// that were received later.
/// </summary>
internal sealed class KeyedInvocation : StatelessInvocation
{
    /// <summary>How long a silent key is kept at the limit.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    private readonly IKeyedFunction _function;
    private readonly FunctionCall _call;
    private readonly BindingEmitter _emitter;
    private readonly IDisposable? _unload;
    private readonly IReadOnlyList<string> _keyFields;
    private readonly int[] _keySlots;
    private readonly Dictionary<string, KeyEntry> _states = new(StringComparer.Ordinal);
    private readonly StringBuilder _key = new();
    private readonly ExpectedKeys _expected;
    private readonly int _keyLimit;
    private readonly TimeSpan _futureLimit;
    private readonly TimestampReader? _timestamps;
    private bool _keepsTime;
    private readonly KeyDeadlines _deadlines = new();
    private DateTimeOffset? _beginsAt;
    private bool _hasBegun;
    private RecordedTime _recorded;

    // Whom the event at hand is about, and whether it comes too late for it.
    private KeyEntry? _current;
    private bool _isLate;

    // No key has been silent for long enough before it.
    private long _noneStaleUntil;

    public KeyedInvocation(
        IKeyedFunction function, EventLayout layout, IReadOnlyList<string> keyFields, EventTimeRules time, int keyLimit, FunctionCall call,
        BindingEmitter emitter, IDisposable? unload, ExpectedKeys expected)
    {
        _expected = expected;
        _keyLimit = keyLimit;
        _unload = unload;
        _function = function;
        _call = call;
        _emitter = emitter;
        _keyFields = keyFields;
        _keySlots = [.. keyFields.Select(layout.SlotOf)];
        _futureLimit = time.FutureLimit;
        _timestamps = function is IOrderedFunction ? new(time, layout) : null;
        function.Bind(layout);
        _keepsTime = _timestamps is not null || function is IExpectingFunction;
    }

    public override StageResult Process(EdgeEvent input)
    {
        RunDue(input.ReceivedAt, input.Sequence);
        if (_timestamps?.Check(input, _recorded) is { } fault and not TimestampFault.None)
            return StageResult.Rejected(FailureStage.EventTime, Quarantine.Describe(fault, input, _futureLimit));
        if (!HasCapacity(input)) return WindowResult.TooManyKeys(_keyLimit);
        (_current, _isLate) = (null, false);
        var failure = _call.Run((this, input), static (c, results) => c.Item1.Take(c.input, results));
        if (_isLate) return Late(input, _current!);
        if (_current is not null) Schedule(_current);
        if (failure is not null) return StageResult.Rejected(FailureStage.Invoke, failure);
        foreach (var result in _call.Results) _emitter.Emit(result, input);
        return StageResult.Passed;
    }

    public override void Save(BinaryWriter writer)
    {
        // Below zero, and times are kept: the state of functions that need none has the form it always had.
        writer.Write(_keepsTime ? ~_states.Count : _states.Count);
        if (_keepsTime) _recorded.Save(writer);
        foreach (var (key, entry) in _states)
        {
            writer.Write(key);
            writer.Write(entry.SeenTicks);
            if (_keepsTime) writer.Write(entry.LatestTicks);
            if (_keepsTime) writer.Write(entry.Due);
            entry.State.Save(writer);
        }
    }

    public override void Load(BinaryReader reader)
    {
        _states.Clear();
        _deadlines.Clear();
        _recorded = default;
        var count = reader.ReadInt32();
        _keepsTime |= count < 0;
        if (count < 0) _recorded.Load(reader);
        for (var left = count < 0 ? ~count : count; left > 0; left--)
        {
            var key = reader.ReadString();
            var entry = new KeyEntry(key, _function.CreateState()) { SeenTicks = reader.ReadInt64() };
            if (count < 0) entry.LatestTicks = reader.ReadInt64();
            if (count < 0) entry.Due = reader.ReadInt64();
            entry.State.Load(reader);
            if (!_expected.Concerns(entry)) continue;
            _states.Add(key, entry);
            _deadlines.Update(entry);
        }

        _hasBegun = _expected.All.All(_states.ContainsKey);
    }

    public override void Dispose()
    {
        _call.Dispose();
        (_function as IDisposable)?.Dispose();
        _unload?.Dispose();
    }

    private void Take(EdgeEvent input, ICollection<Measurement> output)
    {
        var entry = _current = EntryOf(input);
        _isLate = _timestamps is not null && input.Time.UtcTicks < entry.LatestTicks;
        if (_isLate) return;
        entry.SeenTicks = input.ReceivedAt.UtcTicks;
        entry.LatestTicks = Math.Max(entry.LatestTicks, input.Time.UtcTicks);
        entry.State.Next(input, output);
    }

    private static StageResult Late(EdgeEvent input, KeyEntry entry) => StageResult.Rejected(
        FailureStage.Late, $"{input.Time:O} is older than {Ticks.ToInstant(entry.LatestTicks):O}, the latest of its key: its order counts");

    private bool HasCapacity(EdgeEvent input) =>
        _states.Count < _keyLimit || _states.ContainsKey(KeyOf(input)) || ForgetOldest(input.ReceivedAt.UtcTicks);

    private string KeyOf(EdgeEvent input)
    {
        _key.Clear();
        foreach (var slot in _keySlots) _key.Append(input.At(slot).ToString()).Append(KeyEntry.Divider);
        return _key.ToString();
    }

    private KeyEntry EntryOf(EdgeEvent input)
    {
        var key = KeyOf(input);
        if (_states.TryGetValue(key, out var entry)) return entry;
        entry = new KeyEntry(key, _function.CreateState());
        _keepsTime |= entry.Timed is not null;
        _states.Add(key, entry);
        return entry;
    }

    private bool ForgetOldest(long now)
    {
        if (now < _noneStaleUntil) return false;
        foreach (var entry in _states.Values.Where(s => s.SeenTicks < now - KeyLifetime.Ticks).ToList())
        {
            entry.Due = Ticks.Forever;
            _states.Remove(entry.Key);
        }

        if (_states.Count > 0) _noneStaleUntil = _states.Values.Min(s => s.SeenTicks) + KeyLifetime.Ticks;
        return _states.Count < _keyLimit;
    }

    /// <summary>A silence has to be noticed by a replay at the same place, also that of keys that never came.</summary>
    public override bool IsDurable => _expected.IsAny;

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
        while (_deadlines.Take(_recorded.Now) is { } entry) Run(entry, sequence);
    }

    // At the first recorded time that is seen, which is the same in a replay.
    private void Begin(DateTimeOffset now)
    {
        _hasBegun = true;
        if (_function is not IExpectingFunction expecting) return;
        foreach (var key in _expected.All)
        {
            if (_states.Count >= _keyLimit || _states.ContainsKey(key)) continue;
            var entry = new KeyEntry(key, expecting.CreateExpected(now)) { SeenTicks = now.UtcTicks };
            _states.Add(key, entry);
            Schedule(entry);
        }
    }

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
        // From deadline to deadline, as the function counts: the node's clock may have been set since it gave the first.
        var next = entry.Timed.NextDeadline;
        if (failure is null && next <= deadline) failure = "its deadline did not move on, and is given up";
        // A function of the user's that stands still must not hold up everybody.
        entry.Due = next > deadline ? due + (next.Value - deadline).Ticks : Ticks.Forever;
        _deadlines.Update(entry);
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
