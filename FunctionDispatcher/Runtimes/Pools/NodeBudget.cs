namespace EventEdge.FunctionDispatcher.Runtimes.Pools;

/// <summary>
/// What all functions outside the node's process may use together: memory for the instances that run, processors for those that work. Where
/// it is short, idle instances make room for calls, the least urgent binding's first; where that is not enough, calls wait, the most urgent
/// first. Nothing that works is ever stopped for another, and nothing takes the room of an instance before that has ended. Every pool of
/// the node works under the one lock.
/// </summary>
internal sealed class NodeBudget(long memory = long.MaxValue, double cpus = double.PositiveInfinity)
{
    private readonly List<InstancePool> _pools = [];
    private readonly List<CapacityRequest> _waiting = [];
    private long _memoryUsed;
    private long _memoryLeaving;
    private double _cpusUsed;

    /// <summary>Held by whoever touches a pool or the budget.</summary>
    public Lock Sync { get; } = new();

    /// <summary>Bytes that all instances may use together.</summary>
    public long Memory => memory;

    /// <summary>Processors that all working instances may use together.</summary>
    public double Cpus => cpus;

    /// <summary>Bytes that the instances may use that run, or have not ended yet.</summary>
    public long MemoryUsed => Interlocked.Read(ref _memoryUsed);

    public void Join(InstancePool pool)
    {
        lock (Sync) _pools.Add(pool);
    }

    /// <summary>A pool ends; its instances have been given back, or will be when they have ended.</summary>
    public void Leave(InstancePool pool)
    {
        _pools.Remove(pool);
        foreach (var request in _waiting.Where(w => w.Pool == pool).ToList()) Answer(request, null);
        Serve();
    }

    /// <summary>Asks for a place for a call: given at once, or when there is one.</summary>
    public CapacityRequest Request(InstancePool pool)
    {
        lock (Sync)
        {
            var request = new CapacityRequest(pool);
            if (_waiting.Count == 0 && pool.TryPlace(mayStart: true) is { } instance)
            {
                request.Answer(instance);
                return request;
            }

            _waiting.Add(request);
            Serve();
            return request;
        }
    }

    /// <summary>A request is not wanted any more. True when it had not been met, and never will be.</summary>
    public bool Withdraw(CapacityRequest request)
    {
        lock (Sync)
        {
            if (!_waiting.Contains(request)) return false;
            Answer(request, null);
            return true;
        }
    }

    /// <summary>Calls of a pool that wait.</summary>
    public int WaitingOf(InstancePool pool) => _waiting.Count(w => w.Pool == pool);

    /// <summary>
    /// Takes processors and memory for an instance of a pool that starts with a call: both or neither. Where there is too little memory,
    /// idle instances of others begin to make room, and the call finds it when they have ended.
    /// </summary>
    public bool TryTakeAll(InstancePool asking)
    {
        if (!TryTakeCpus(asking.Need)) return false;
        if (!Fits(asking.Need)) FreeCapacity(asking);
        if (TryTakeMemory(asking.Need)) return true;
        GiveCpus(asking.Need);
        return false;
    }

    /// <summary>Takes memory for an instance that starts before there is a call: only what no call waits for.</summary>
    public bool TryTakeSpareMemory(InstanceNeed need) => _waiting.Count == 0 && TryTakeMemory(need);

    /// <summary>An instance has ended.</summary>
    public void GiveMemory(InstanceNeed need) => _memoryUsed -= need.Memory;

    /// <summary>An instance ends: its memory will be there, and is not yet.</summary>
    public void BeginGiving(InstanceNeed need) => _memoryLeaving += need.Memory;

    /// <summary>An instance that was ending has ended.</summary>
    public void FinishGiving(InstanceNeed need)
    {
        _memoryLeaving -= need.Memory;
        GiveMemory(need);
    }

    /// <summary>Takes processors for an instance that begins to work. One that needs more than there are works alone.</summary>
    public bool TryTakeCpus(InstanceNeed need)
    {
        var wanted = Math.Min(need.Cpus, cpus);
        // Sums of tenths are not exact.
        if (_cpusUsed + wanted > cpus + 1e-9) return false;
        _cpusUsed += wanted;
        return true;
    }

    public void GiveCpus(InstanceNeed need) => _cpusUsed -= Math.Min(need.Cpus, cpus);

    /// <summary>Gives places to those that wait, as far as there are any. Called whenever something was given back.</summary>
    public void Serve()
    {
        if (_waiting.Count == 0) return;
        var mayStart = true;
        foreach (var request in _waiting.OrderBy(w => w.Pool.Need.Priority).ToList())
        {
            if (request.Pool.TryPlace(mayStart) is { } instance) Answer(request, instance);
            else mayStart = false; // What is spared for it must not go to those behind it; their own idle instances they may use.
        }
    }

    private void Answer(CapacityRequest request, IFunctionInstance? instance)
    {
        _waiting.Remove(request);
        request.Answer(instance);
    }

    private bool Fits(InstanceNeed need) => need.Memory <= memory - _memoryUsed;

    private bool TryTakeMemory(InstanceNeed need)
    {
        if (!Fits(need)) return false;
        _memoryUsed += need.Memory;
        return true;
    }

    private void FreeCapacity(InstancePool asking)
    {
        // What ends already need not be asked for twice.
        var lacking = asking.Need.Memory - (memory - _memoryUsed) - _memoryLeaving;
        // The least urgent first, and of those the one that has rested longest.
        var idle = _pools.Where(p => p != asking).SelectMany(p => p.Idle)
            .OrderByDescending(r => r.Pool.Need.Priority).ThenBy(r => r.Since).ToList();
        var stopping = new List<IdleInstance>();
        foreach (var one in idle)
        {
            if (lacking <= 0) break;
            stopping.Add(one);
            lacking -= one.Pool.Need.Memory;
        }

        if (lacking > 0) return;
        foreach (var one in stopping) one.Pool.MakeIdle(one.Instance);
    }
}

/// <summary>An instance without work.</summary>
/// <param name="Pool">Whose it is.</param>
/// <param name="Instance">The instance.</param>
/// <param name="Since">When its last call ended, as a timestamp of the pool's clock.</param>
internal readonly record struct IdleInstance(InstancePool Pool, IFunctionInstance Instance, long Since);
