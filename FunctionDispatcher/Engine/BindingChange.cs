using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>
/// A change of configuration. Bindings whose declaration is unchanged stay; one whose results are not touched (priority, local topic,
/// timeout …) is built anew and takes over the state, as after a restart; changed and removed ones close their windows as partial results
/// under their old version. What calls functions outside the process is stopped first and swapped when its calls have ended, while the
/// other bindings go on; its messages wait in the journal for the new version.
/// </summary>
internal sealed class BindingChange(BindingFactory factory, WrittenSeries series)
{
    private const string GivenUp = "the binding was changed before its function had answered";

    private Dictionary<string, RunningBinding>? _next;

    /// <summary>Whether it has begun and is not finished.</summary>
    public bool IsUnderWay => _next is not null;

    /// <summary>Builds what is new, and lets end what is to go. All or nothing.</summary>
    /// <exception cref="BindingException">A binding cannot be built; nothing was changed.</exception>
    public void Begin(BindingSet current, BindingsConfig config, long position, bool isResumed)
    {
        var next = new Dictionary<string, RunningBinding>(StringComparer.Ordinal);
        try
        {
            foreach (var binding in config.Bindings) next.Add(binding.Name, KeepOrCreate(current, binding, isResumed));
        }
        catch
        {
            foreach (var created in next.Values.Where(b => !current.Contains(b))) created.Dispose();
            throw;
        }

        Abandon(current);
        _next = next;
        foreach (var old in Leaving(current)) old.Ending.Begin(position);
    }

    /// <summary>Whether every call that it waits for has ended.</summary>
    public bool CanFinish(BindingSet current) => Leaving(current).All(b => (b.Outside?.Count ?? 0) == 0);

    /// <summary>Swaps; calls that have not ended are given up, each with a dead letter.</summary>
    /// <param name="current">The bindings in force.</param>
    /// <param name="position">How far the journal is read.</param>
    /// <param name="now">
    /// The present, around which windows lack what came before; the first instant of all where nothing was missed.
    /// </param>
    /// <param name="startsCalls">Whether the replay is over.</param>
    /// <param name="retired">Takes the last counters of what ended.</param>
    /// <returns>The bindings in force from now on.</returns>
    public BindingSet Finish(BindingSet current, long position, DateTimeOffset now, bool startsCalls, List<BindingStatus> retired)
    {
        var next = _next ?? throw new InvalidOperationException("no change has begun");
        if (current.All.Count == 0) series.Begin(now);
        var ended = Leaving(current).ToList();
        var replaced = Replaced(current).ToList();
        foreach (var old in ended)
        {
            old.Ending.Finish(position, GivenUp);
            SuccessorOf(old)?.Checkpoint.Inherit(old.Checkpoint);
            retired.Add(new BindingStatus(old.Identity, old.Counters, 0, old.Progress.IsDurable));
        }

        var begun = next.Values.Where(b => !current.Contains(b)).ToList();
        foreach (var created in begun)
        {
            Enter(created, current.Find(created.Identity.Name), ended, position, now);
            if (startsCalls) created.Outside?.Start();
        }

        List<SeriesHandover> successors = [.. begun.Select(b => b.Handover)];
        foreach (var old in ended) series.Leave(old.Handover, successors);
        foreach (var old in replaced) old.Dispose();
        _next = null;
        return new BindingSet(next, current.Topics);
    }

    /// <summary>Lets go of what was built for a change that is not finished.</summary>
    public void Abandon(BindingSet current)
    {
        foreach (var built in _next?.Values.Where(b => !current.Contains(b)) ?? []) built.Dispose();
        _next = null;
    }

    private IEnumerable<RunningBinding> Replaced(BindingSet current) => current.All.Where(b => SuccessorOf(b) != b);

    private IEnumerable<RunningBinding> Leaving(BindingSet current) => Replaced(current).Where(b => SuccessorOf(b)?.Identity != b.Identity);

    private RunningBinding? SuccessorOf(RunningBinding old) => _next!.GetValueOrDefault(old.Identity.Name);

    private void Enter(RunningBinding created, RunningBinding? old, List<RunningBinding> ended, long position, DateTimeOffset now)
    {
        if (old?.Identity == created.Identity)
        {
            BindingStates.Load(created, BindingStates.Save(old, position));
            created.Progress.Cursor = old.Progress.Cursor;
        }
        else
        {
            created.Handover.Begin(series.OriginOf(created.Handover, [.. ended.Select(e => e.Handover)], now));
            foreach (var earlier in ended.Where(e => e.Handover.Precedes(created.Handover))) created.Handover.Succeed(earlier.Handover);
        }

        if (old is { Life.IsLagging: true } && old.Position < position) created.Progress.BeginLagging(old.Position);
        else created.Progress.Position = position;
    }

    private RunningBinding KeepOrCreate(BindingSet current, BindingConfig binding, bool isResumed) =>
        current.Find(binding.Name) is { } running && BindingVersion.AreSame(running.Config, binding)
            ? running
            : factory.Create(binding, isResumed);
}
