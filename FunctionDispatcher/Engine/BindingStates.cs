using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>The saved states of bindings.</summary>
internal static class BindingStates
{
    /// <summary>The states of all bindings, and of the series that others wrote before.</summary>
    /// <exception cref="IOException">A function's state cannot be saved.</exception>
    public static IReadOnlyList<BindingState> Save(IEnumerable<RunningBinding> bindings, long position, WrittenSeries series)
    {
        List<BindingState> states = [.. bindings.Select(binding => Save(binding, position))];
        if (!series.IsEmpty) states.Add(series.Save(position));
        return states;
    }

    /// <summary>The state of a binding, as of a position up to which the journal is read.</summary>
    /// <exception cref="IOException">A function's state cannot be saved.</exception>
    public static BindingState Save(RunningBinding binding, long position)
    {
        // Everything up to here went past this binding, wanted or not: its replay need not look at it again.
        if (!binding.Life.IsLagging) binding.Progress.Position = Math.Max(position, binding.Position);
        using var buffer = new MemoryStream();
        try
        {
            using var writer = new BinaryWriter(buffer);
            binding.Checkpoint.Save(writer);
        }
        catch (Exception error) when (error is not IOException)
        {
            // The state may be a function's own; without it a restart begins earlier, which costs time and no event.
            throw new IOException(
                $"binding {binding.Identity.Name}: its state cannot be saved: {error.GetType().Name}: {error.Message}", error);
        }

        return new BindingState(binding.Identity, binding.Position, buffer.ToArray());
    }

    /// <summary>Puts saved states back, before the first message.</summary>
    /// <returns>How far the journal is read; bindings that stand before it are behind.</returns>
    public static long Restore(
        IReadOnlyCollection<RunningBinding> bindings,
        IEnumerable<BindingState> states,
        Func<BindingIdentity, long> cursorOf,
        long appliedAt,
        LostPast? lost,
        WrittenSeries series)
    {
        var saved = states.ToDictionary(s => s.Binding);
        if (saved.TryGetValue(WrittenSeries.Identity, out var written)) series.Load(written);
        foreach (var binding in bindings)
        {
            if (saved.TryGetValue(binding.Identity, out var state)) Load(binding, state);
            else Begin(binding);
            binding.Progress.Cursor = cursorOf(binding.Identity);
        }

        var position = bindings.Count == 0 ? appliedAt : bindings.Max(b => b.Position);
        foreach (var binding in bindings.Where(b => b.Position < position)) binding.Progress.BeginLagging(binding.Position);
        return position;

        void Begin(RunningBinding binding)
        {
            binding.Progress.Position = appliedAt;
            if (lost is not null) binding.Handover.Begin(series.OriginAfter(lost));
        }
    }

    /// <summary>Puts a state back.</summary>
    public static void Load(RunningBinding binding, BindingState state)
    {
        using var reader = new BinaryReader(new MemoryStream(state.State, writable: false));
        binding.Checkpoint.Load(reader);
    }
}
