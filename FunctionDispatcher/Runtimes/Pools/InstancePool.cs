using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>
/// The instances of one binding. A call takes an instance that rests, or a place at one that works where several calls at once are
/// allowed, or starts one, as far as the node's budget goes. Once a second those that nobody will need soon are retired down to
/// <c>min</c>, and one is started where a call is due. An instance that ended is replaced by the next call.
/// </summary>
internal sealed class InstancePool : IFunctionPool
{
    /// <summary>Longest an instance that ends keeps its room: one that never does must not keep it for ever.</summary>
    public static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly ScaleConfig _scale;
    private readonly Func<IFunctionInstance> _start;
    private readonly TimeProvider _time;
    private readonly NodeBudget _budget;
    private readonly ArrivalForecast _forecast;
    private readonly UsageMeter _usage;
    private readonly ITimer _sweep;
    private readonly List<InstanceSlot> _slots = [];
    private bool _disposed;

    public InstancePool(ScaleConfig scale, Func<IFunctionInstance> start, TimeProvider time, PoolContext? context = null)
    {
        context ??= PoolContext.Alone;
        _scale = scale;
        _start = start;
        _time = time;
        _budget = context.Budget;
        _forecast = context.Forecast;
        Need = context.Need;
        _usage = new UsageMeter(scale);
        _budget.Join(this);
        _sweep = time.CreateTimer(_ => Sweep(), null, TimeSpan.Zero, SweepPeriod);
    }

    /// <summary>Told once when the pool has ended and its instances end.</summary>
    public Action? OnEnded { get; init; }

    public int Concurrency => _scale.Max * _scale.Concurrency;

    /// <summary>What each instance takes of the node.</summary>
    public InstanceNeed Need { get; }

    /// <summary>The instances that run.</summary>
    public IReadOnlyList<IFunctionInstance> Running
    {
        get
        {
            lock (_budget.Sync) return [.. _slots.Select(s => s.Instance).Where(i => i.IsRunning)];
        }
    }

    public FunctionUsage Usage
    {
        get
        {
            lock (_budget.Sync)
            {
                var working = _slots.Count(s => s.Calls > 0);
                return _usage.Read(working, _slots.Count - working, _budget.WaitingOf(this), Need.Memory);
            }
        }
    }

    /// <summary>Those without work. Under the budget's lock.</summary>
    public IEnumerable<IdleInstance> Idle => _slots.Where(s => s.Calls == 0).Select(s => new IdleInstance(this, s.Instance, s.Since));

    public async ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        if (Arrive() is { } refused) return refused;
        var request = _budget.Request(this);
        await using (cancellation.Register(() => _budget.Withdraw(request)).ConfigureAwait(false))
        {
            if (await request.Place.ConfigureAwait(false) is not { } instance) return NoPlace();
            var waited = _time.GetElapsedTime(began);
            var placed = _time.GetTimestamp();
            try
            {
                var answer = await instance.CallAsync(input, cancellation).ConfigureAwait(false);
                // A call that spent most of its time in the queue was not given its due.
                return answer.Fault == FunctionFault.TimedOut && waited > _time.GetElapsedTime(placed) ? NoPlace() : answer;
            }
            finally
            {
                Return(instance);
            }
        }
    }

    public void Dispose()
    {
        _sweep.Dispose();
        lock (_budget.Sync)
        {
            if (_disposed) return;
            _disposed = true;
            foreach (var slot in _slots.ToList())
            {
                slot.Instance.Stop("the binding ends");
                Remove(slot);
            }

            _budget.Leave(this);
        }

        OnEnded?.Invoke();
    }

    /// <summary>An instance for a call, or null. Under the budget's lock.</summary>
    public IFunctionInstance? TryPlace(bool mayStart)
    {
        if (_disposed) return null;
        Forget();
        return FreeSlot() switch
        {
            { Calls: > 0 } working => Take(working), { } idle => _budget.TryTakeCpus(Need) ? Take(idle) : null,
            null => mayStart && _slots.Count < _scale.Max && _budget.TryTakeAll(this) ? TakeCold() : null,
        };
    }

    /// <summary>A idle instance makes room. Under the budget's lock.</summary>
    public void MakeIdle(IFunctionInstance instance) =>
        Retire(_slots.First(s => s.Instance == instance), "another function needs its memory");

    private FunctionAnswer? Arrive()
    {
        lock (_budget.Sync)
        {
            if (_disposed) return Ended();
            if (Need.Memory > _budget.Memory)
                return FunctionAnswer.Failed(FunctionFault.Unavailable, $"an instance takes {Quantity.FormatSize(Need.Memory)}, "
                    + $"and all functions together may take {Quantity.FormatSize(_budget.Memory)}");
            _usage.Arrived(_forecast.Arrive(_time.GetLocalNow()));
            return null;
        }
    }

    private FunctionAnswer NoPlace() => _disposed
        ? Ended()
        : FunctionAnswer.Failed(
            FunctionFault.Unavailable, "the node's memory or processors for functions were in use by other calls for too long");

    private static FunctionAnswer Ended() => FunctionAnswer.Failed(FunctionFault.Unavailable, "the binding ends");

    // The one with the least to do; of those that rest, who rested shortest: its caches are warm, and the others come to their end.
    private InstanceSlot? FreeSlot()
    {
        InstanceSlot? best = null;
        foreach (var slot in _slots)
        {
            if (slot.Calls >= _scale.Concurrency || !slot.Instance.IsRunning) continue;
            if (best is null || slot.Calls < best.Calls || (slot.Calls == best.Calls && slot.Since > best.Since)) best = slot;
        }

        return best;
    }

    private InstanceSlot Start()
    {
        var slot = new InstanceSlot(_start()) { Since = _time.GetTimestamp() };
        _slots.Add(slot);
        return slot;
    }

    private IFunctionInstance TakeCold()
    {
        _usage.StartedCold();
        return Take(Start());
    }

    private IFunctionInstance Take(InstanceSlot slot)
    {
        if (slot.Calls++ == 0) _usage.Rested(1, _time.GetElapsedTime(slot.Since));
        return slot.Instance;
    }

    private void Return(IFunctionInstance instance)
    {
        lock (_budget.Sync)
        {
            if (_slots.Find(s => s.Instance == instance) is not { } slot) return;
            if (--slot.Calls == 0) _budget.GiveCpus(Need);
            slot.Since = _time.GetTimestamp();
            if (_slots.TrueForAll(s => s.Calls == 0)) _forecast.Rest(_time.GetLocalNow());
            Forget();
            _budget.Serve();
        }
    }

    private void Sweep()
    {
        lock (_budget.Sync)
        {
            if (_disposed) return;
            Forget();
            var advice = _scale.Warm == WarmMode.Auto ? _forecast.Advise(_time.GetLocalNow(), _scale.Idle) : WarmAdvice.Unknown;
            var floor = Math.Max(_scale.Min, advice == WarmAdvice.Warm ? 1 : 0);
            var patience = advice == WarmAdvice.Cool ? TimeSpan.Zero : _scale.Idle;
            foreach (var slot in _slots.Where(s => s.Calls == 0).OrderBy(s => s.Since).ToList())
            {
                if (_slots.Count <= floor || _time.GetElapsedTime(slot.Since) < patience) break;
                Retire(slot, "it had nothing to do");
            }

            while (_slots.Count < floor && _budget.TryTakeSpareMemory(Need)) Start().Instance.Warm();
            _budget.Serve();
        }
    }

    // Those that ended by themselves, or need to; not while they have a call.
    private void Forget()
    {
        for (var i = _slots.Count - 1; i >= 0; i--)
        {
            if (_slots[i] is not { Calls: 0 } slot) continue;
            if (!slot.Instance.IsRunning) Remove(slot);
            else if (slot.Instance.Outdated is { } reason) Retire(slot, reason);
        }
    }

    private void Retire(InstanceSlot slot, string reason)
    {
        slot.Instance.Retire(reason);
        Remove(slot);
    }

    private void Remove(InstanceSlot slot)
    {
        if (slot.Calls > 0) _budget.GiveCpus(Need);
        else _usage.Rested(1, _time.GetElapsedTime(slot.Since));
        _slots.Remove(slot);
        if (slot.Instance.Gone.IsCompleted) _budget.GiveMemory(Need);
        else _ = GiveMemoryAfterAsync(slot.Instance.Gone);
    }

    private async Task GiveMemoryAfterAsync(Task gone)
    {
        _budget.BeginGiving(Need);
        await gone.WaitAsync(EndLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_budget.Sync)
        {
            _budget.FinishGiving(Need);
            _budget.Serve();
        }
    }
}
