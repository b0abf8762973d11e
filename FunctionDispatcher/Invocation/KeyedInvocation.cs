using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Dispatch;
using EventEdge.FunctionDispatcher.Emission;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>
/// Calls a function with a small memory for each key. A key silent for <see cref="KeyLifetime"/> of recorded time is forgotten once there
/// are more than <see cref="KeyLimit"/>, oldest first, so that a stream of ever new keys cannot fill the memory.
/// </summary>
internal sealed class KeyedInvocation : StatelessInvocation
{
    /// <summary>Keys kept without regard to their age.</summary>
    public const int KeyLimit = 100_000;

    /// <summary>How long a silent key is kept beyond the limit.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    private readonly IKeyedFunction _function;
    private readonly FunctionCall _call;
    private readonly BindingEmitter _emitter;
    private readonly IDisposable? _unload;
    private readonly int[] _keySlots;
    private readonly Dictionary<string, Entry> _states = new(StringComparer.Ordinal);
    private readonly StringBuilder _key = new();

    public KeyedInvocation(
        IKeyedFunction function, EventLayout layout, IReadOnlyList<string> keyFields, FunctionCall call, BindingEmitter emitter, IDisposable? unload)
    {
        _unload = unload;
        _function = function;
        _call = call;
        _emitter = emitter;
        _keySlots = [.. keyFields.Select(layout.SlotOf)];
        function.Bind(layout);
    }

    public override Outcome Process(EdgeEvent input)
    {
        var failure = _call.Run((this, input), static (c, results) => c.Item1.StateOf(c.input).Next(c.input, results));
        if (failure is not null)
        {
            _emitter.Reject(FailureStage.Invoke, failure, input);
            return Outcome.Failed;
        }

        foreach (var result in _call.Results) _emitter.Emit(result, input);
        return Outcome.Taken;
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

    private IKeyedState StateOf(EdgeEvent input)
    {
        _key.Clear();
        foreach (var slot in _keySlots) _key.Append(input.At(slot).ToString()).Append('\u001f');
        var key = _key.ToString();
        if (!_states.TryGetValue(key, out var entry))
        {
            if (_states.Count >= KeyLimit) Forget(input.ReceivedAt);
            entry = new Entry(_function.CreateState());
            _states.Add(key, entry);
        }

        entry.SeenTicks = input.ReceivedAt.UtcTicks;
        return entry.State;
    }

    private void Forget(DateTimeOffset now)
    {
        var silentSince = (now - KeyLifetime).UtcTicks;
        var stale = _states.Where(s => s.Value.SeenTicks < silentSince).Select(s => s.Key).ToList();
        if (stale.Count == 0) stale.Add(_states.MinBy(s => s.Value.SeenTicks).Key);
        foreach (var key in stale) _states.Remove(key);
    }

    private sealed class Entry(IKeyedState state)
    {
        public IKeyedState State { get; } = state;

        public long SeenTicks { get; set; }
    }
}
