using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Engine.Schedules;

/// <summary>
/// When each binding next has something to do though nothing comes, and which of them are behind. Only those are asked again that have been
/// touched since the last time, so that a turn of the loop costs what it touches, however many bindings there are.
/// </summary>
internal sealed class DeadlineSchedule
{
    private readonly DueQueue<RunningBinding> _durable = new();
    private readonly DueQueue<RunningBinding> _volatile = new();
    private readonly HashSet<RunningBinding> _lagging = new(ReferenceEqualityComparer.Instance);
    private readonly List<RunningBinding> _touched = [];

    /// <summary>When bindings with durable state next have something to do.</summary>
    public DateTimeOffset? NextDurable => Renewed()._durable.Next;

    /// <summary>When the others next have something to do.</summary>
    public DateTimeOffset? NextVolatile => Renewed()._volatile.Next;

    /// <summary>How many bindings are behind.</summary>
    public int Lagging => Renewed()._lagging.Count;

    /// <summary>Begins with other bindings.</summary>
    public void Reset(IEnumerable<RunningBinding> bindings)
    {
        foreach (var touched in _touched) touched.IsTouched = false;
        _touched.Clear();
        _durable.Clear();
        _volatile.Clear();
        _lagging.Clear();
        foreach (var binding in bindings)
        {
            binding.Scheduled = null;
            Touch(binding);
        }
    }

    /// <summary>A binding may have another deadline, or stand elsewhere in its life; so may those that its own room decides for.</summary>
    public void Touch(RunningBinding binding)
    {
        if (binding.IsTouched) return;
        binding.IsTouched = true;
        _touched.Add(binding);
        var upstreams = binding.Progress.Chain.Upstreams;
        for (var i = 0; i < upstreams.Count; i++) Touch(upstreams[i]);
    }

    private DeadlineSchedule Renewed()
    {
        foreach (var binding in _touched) Renew(binding);
        _touched.Clear();
        return this;
    }

    private void Renew(RunningBinding binding)
    {
        binding.IsTouched = false;
        var (due, isDurable, isLagging) = (binding.NextDeadline, binding.Progress.IsDurable, binding.Life.IsLagging);
        // Most messages leave all of it as it was, and this is asked after each of them.
        if (binding.Scheduled == (due, isDurable, isLagging)) return;
        binding.Scheduled = (due, isDurable, isLagging);
        _durable.Set(binding, isDurable ? due : null);
        _volatile.Set(binding, isDurable ? null : due);
        if (isLagging) _lagging.Add(binding);
        else _lagging.Remove(binding);
    }
}
