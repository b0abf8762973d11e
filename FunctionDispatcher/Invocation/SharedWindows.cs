using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>
/// Windows of a built-in function whose keys are shared out among workers. Each share sees every event's time of receipt, and all of its
/// own keys' events, so that its windows do what they would have done as part of one operator; results, state and counters are the same
/// for any number of shares.
/// </summary>
internal sealed class SharedWindows : IInvocation
{
    private readonly WindowShare[] _shares;
    private readonly KeyComparer _keys;
    private readonly BindingEmitter _emitter;
    private readonly int _keyLimit;
    private long _number;
    private DateTimeOffset _now;

    /// <param name="shares">One for each worker.</param>
    /// <param name="keySlots">The slots of <c>group_by</c>.</param>
    /// <param name="emitter">Takes the results.</param>
    /// <param name="keyLimit">Most keys of all shares together.</param>
    public SharedWindows(WindowShare[] shares, int[] keySlots, BindingEmitter emitter, int keyLimit)
    {
        _keyLimit = keyLimit;
        Operators = Array.ConvertAll(shares, share => share.Windows);
        _shares = shares;
        _keys = new KeyComparer(keySlots);
        _emitter = emitter;
    }

    public int OpenWindows => _shares.Sum(share => share.Windows.OpenWindows);

    public DateTimeOffset? NextDeadline
    {
        get
        {
            DateTimeOffset? earliest = null;
            foreach (var share in _shares)
            {
                if (share.Windows.NextDeadline is { } deadline && !(earliest <= deadline)) earliest = deadline;
            }

            return earliest;
        }
    }

    public IReadOnlyList<WindowOperator> Operators { get; }

    /// <summary>Whether so many more events might not all find room: which of them does is decided one after the other.</summary>
    public bool IsCrowded(int events) => Keys + (long)events > _keyLimit;

    public int ShareOf(FieldValue[] key) => Share(_keys.GetHashCode(key));

    /// <summary>The number of the next event, in the order the binding took them.</summary>
    public long NextNumber() => ++_number;

    /// <summary>Whose an event's key is.</summary>
    public int ShareOf(EdgeEvent input) => Share(_keys.GetHashCode(input));

    /// <summary>Takes an event into the share that has its key. Of one share one call at a time, in order of numbers.</summary>
    public WindowOutcome Process(int share, EdgeEvent input, long number) => _shares[share].Process(input, number);

    /// <summary>Tells a share of an event whose key another has. Of one share one call at a time, in order of numbers.</summary>
    public void Pass(int share, DateTimeOffset receivedAt, long number) => _shares[share].Pass(receivedAt, number);

    /// <summary>Hands over what an event, or a step, made fire, once all shares have taken it.</summary>
    public void Emit(long number, DateTimeOffset now, long sequence)
    {
        while (Next(number) is { } share)
        {
            var fired = share.Take();
            if (fired.Failure is { } failure) _emitter.Reject(failure, fired.Window, now, sequence);
            else _emitter.Invoked(fired.Window, sequence);
            foreach (var result in fired.Results)
                _emitter.Emit(result, fired.Window, Supplement.For(result, fired.Supplements), now, sequence);
        }
    }

    /// <summary>What a share's word on an event means.</summary>
    public StageResult ResultOf(WindowOutcome outcome, EdgeEvent input) => WindowResult.Of(outcome, input, Operators[0], _keyLimit);

    public StageResult Process(EdgeEvent input)
    {
        var (number, owner) = (NextNumber(), _shares[ShareOf(input)]);
        foreach (var share in _shares) share.Pass(input.ReceivedAt, number);
        var hasCapacity = Keys < _keyLimit || !owner.Windows.IsNew(input) || !owner.Windows.HasTimestamp(input)
            || KeyLimit.HasCapacity(Operators, _keyLimit);
        var outcome = hasCapacity ? owner.Process(input, number) : WindowOutcome.TooManyKeys;
        Emit(number, input.ReceivedAt, input.Sequence);
        _now = input.ReceivedAt;
        return ResultOf(outcome, input);
    }

    public void Advance(DateTimeOffset now, long sequence)
    {
        var number = NextNumber();
        foreach (var share in _shares) share.Pass(now, number);
        Emit(number, now, 0);
        _now = now;
    }

    public void ClosePartial(long sequence)
    {
        var number = NextNumber();
        foreach (var share in _shares) share.ClosePartial(number);
        Emit(number, _now, 0);
    }

    public void Save(BinaryWriter writer) => WindowState.Save(writer, Operators);

    public void Load(BinaryReader reader) => WindowState.Load(reader, Operators, ShareOf);

    public void Dispose()
    {
        foreach (var share in _shares) share.Dispose();
    }

    private int Keys => KeyLimit.Of(Operators);

    private int Share(int hash) => (int)((uint)hash * (ulong)_shares.Length >> 32);

    private WindowShare? Next(long number)
    {
        WindowShare? next = null;
        FiringOrder least = default;
        foreach (var share in _shares)
        {
            if (share.Next(number) is not { } order || (next is not null && order.CompareTo(least) >= 0)) continue;
            (next, least) = (share, order);
        }

        return next;
    }
}
