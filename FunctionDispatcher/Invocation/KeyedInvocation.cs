using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Emission;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>
/// Calls a function with a small memory for each key. Where there are as many as the limit allows, keys silent for
/// <see cref="KeyLifetime"/> of recorded time are forgotten; if there are none, the new key is refused, so that a stream of ever new keys
/// neither fills the memory nor takes the place of others.
/// </summary>
internal sealed class KeyedInvocation : StatelessInvocation
{
    /// <summary>How long a silent key is kept at the limit.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    private readonly IKeyedFunction _function;
    private readonly FunctionCall _call;
    private readonly BindingEmitter _emitter;
    private readonly IDisposable? _unload;
    private readonly int[] _keySlots;
    private readonly Dictionary<string, Entry> _states = new(StringComparer.Ordinal);
    private readonly StringBuilder _key = new();
    private readonly int _keyLimit;

    // No key has been silent for long enough before it.
    private long _noneStaleUntil;

    public KeyedInvocation(
        IKeyedFunction function, EventLayout layout, IReadOnlyList<string> keyFields, int keyLimit, FunctionCall call,
        BindingEmitter emitter, IDisposable? unload)
    {
        _keyLimit = keyLimit;
        _unload = unload;
        _function = function;
        _call = call;
        _emitter = emitter;
        _keySlots = [.. keyFields.Select(layout.SlotOf)];
        function.Bind(layout);
    }

    public override StageResult Process(EdgeEvent input)
    {
        if (!HasCapacity(input)) return WindowResult.TooManyKeys(_keyLimit);
        var failure = _call.Run((this, input), static (c, results) => c.Item1.StateOf(c.input).Next(c.input, results));
        if (failure is not null) return StageResult.Rejected(FailureStage.Invoke, failure);
        foreach (var result in _call.Results) _emitter.Emit(result, input);
        return StageResult.Passed;
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_states.Count);
        foreach (var (key, entry) in _states)
        {
            writer.Write(key);
            writer.Write(entry.SeenTicks);
            entry.State.Save(writer);
        }
    }

    public override void Load(BinaryReader reader)
    {
        _states.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var key = reader.ReadString();
            var entry = new Entry(_function.CreateState()) { SeenTicks = reader.ReadInt64() };
            entry.State.Load(reader);
            _states.Add(key, entry);
        }
    }

    public override void Dispose()
    {
        _call.Dispose();
        (_function as IDisposable)?.Dispose();
        _unload?.Dispose();
    }

    private bool HasCapacity(EdgeEvent input) =>
        _states.Count < _keyLimit || _states.ContainsKey(KeyOf(input)) || ForgetOldest(input.ReceivedAt.UtcTicks);

    private string KeyOf(EdgeEvent input)
    {
        _key.Clear();
        foreach (var slot in _keySlots) _key.Append(input.At(slot).ToString()).Append('\u001f');
        return _key.ToString();
    }

    private IKeyedState StateOf(EdgeEvent input)
    {
        var key = KeyOf(input);
        if (!_states.TryGetValue(key, out var entry))
        {
            entry = new Entry(_function.CreateState());
            _states.Add(key, entry);
        }

        entry.SeenTicks = input.ReceivedAt.UtcTicks;
        return entry.State;
    }

    private bool ForgetOldest(long now)
    {
        if (now < _noneStaleUntil) return false;
        foreach (var key in _states.Where(s => s.Value.SeenTicks < now - KeyLifetime.Ticks).Select(s => s.Key).ToList())
            _states.Remove(key);
        if (_states.Count > 0) _noneStaleUntil = _states.Values.Min(s => s.SeenTicks) + KeyLifetime.Ticks;
        return _states.Count < _keyLimit;
    }

    private sealed class Entry(IKeyedState state)
    {
        public IKeyedState State { get; } = state;

        public long SeenTicks { get; set; }
    }
}
