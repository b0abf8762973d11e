using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>Which bindings take the journal together: each that is joined, and all whose results lead to it.</summary>
internal static class LocksteppedBindings
{
    /// <summary>The groups. Those that share a binding are one.</summary>
    /// <param name="all">All bindings, in file order.</param>
    /// <param name="upstreams">Whose results each takes.</param>
    public static IReadOnlyList<Lockstep> Of(
        IReadOnlyList<RunningBinding> all, IReadOnlyDictionary<RunningBinding, List<RunningBinding>> upstreams)
    {
        var groups = new List<HashSet<RunningBinding>>();
        foreach (var joined in all.Where(binding => binding.Config.Join is not null))
        {
            var group = new HashSet<RunningBinding>();
            Gather(joined, group);
            foreach (var other in groups.Where(group.Overlaps).ToList())
            {
                group.UnionWith(other);
                groups.Remove(other);
            }

            groups.Add(group);
        }

        return [.. groups.Select(group => new Lockstep([.. all.Where(group.Contains)]))];

        void Gather(RunningBinding binding, HashSet<RunningBinding> group)
        {
            if (!group.Add(binding)) return;
            foreach (var upstream in upstreams[binding]) Gather(upstream, group);
        }
    }
}
