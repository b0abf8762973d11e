using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>
/// A change of configuration. Bindings whose declaration is unchanged stay; one whose results are not touched (priority, local topic, timeout …) is
/// built anew and takes over the state, as after a restart; changed and removed ones close their windows as partial
/// results under their old version. What calls functions outside the process is stopped first and swapped when its calls have ended, while
/// the other bindings go on; its messages wait in the journal for the new version.
/// </summary>
public sealed partial class Dispatcher
{
    private const string GivenUp = "the binding was changed before its function had answered";

    private Dictionary<string, BindingRuntime>? _next;
    private bool _callsStarted;

    /// <summary>Whether a change has begun and is not finished. State saved meanwhile would be that of neither configuration.</summary>
    public bool IsChanging => _next is not null;

    private readonly WrittenSeries _series = new();

    private IEnumerable<BindingRuntime> Replaced => _bindings.Values.Where(b => !_next!.ContainsValue(b));

    private IEnumerable<BindingRuntime> Leaving => Replaced.Where(b => SuccessorOf(b)?.Identity != b.Identity);

    /// <summary>Begins and finishes a change at once, between two messages: calls under way are given up. All or nothing.</summary>
    /// <param name="config">The other configuration.</param>
    /// <param name="now">The present, see <see cref="FinishChange"/>.</param>
    /// <exception cref="BindingException">A binding cannot be built; nothing was changed.</exception>
    public void Apply(BindingsConfig config, DateTimeOffset now = default)
    {
        BeginChange(config);
        FinishChange(now);
    }

    /// <summary>
    /// Goes on with the configuration a node ran with. A function outside the process that cannot be used just now is waited for: its binding's
    /// state must not be lost for that.
    /// </summary>
    /// <exception cref="BindingException">A binding cannot be built; nothing was changed.</exception>
    public void Resume(BindingsConfig config)
    {
        BeginChange(config, isResumed: true);
        FinishChange();
    }

    /// <summary>Begins a change; it may be finished at once, or when no call is under way any more. All or nothing.</summary>
    /// <exception cref="BindingException">A binding cannot be built; nothing was changed.</exception>
    public void BeginChange(BindingsConfig config) => BeginChange(config, isResumed: false);

    private void BeginChange(BindingsConfig config, bool isResumed)
    {
        var next = new Dictionary<string, BindingRuntime>(StringComparer.Ordinal);
        try
        {
            foreach (var binding in config.Bindings) next.Add(binding.Name, KeepOrCreate(binding, isResumed));
        }
        catch
        {
            foreach (var created in next.Values.Where(b => !_bindings.ContainsValue(b))) created.Dispose();
            throw;
        }

        _next = next;
        foreach (var old in Leaving) old.BeginEnd(Position);
    }

    /// <summary>Whether every call that a change waits for has ended.</summary>
    public bool CanFinishChange => Leaving.All(b => b.CallsUnderWay == 0);

    /// <summary>Swaps to the other configuration; calls that have not ended are given up, each with a dead letter.</summary>
    /// <param name="now">
    /// The present: windows around it lack what came before. <see cref="DateTimeOffset.MinValue"/> where bindings that begin have missed nothing.
    /// </param>
    public void FinishChange(DateTimeOffset now = default)
    {
        var ended = Leaving.ToList();
        foreach (var old in ended)
        {
            old.FinishEnd(Position, GivenUp);
            SuccessorOf(old)?.Inherit(old);
            _retired.Add(new BindingStatus(old.Identity, old.Counters, 0, old.Durable));
        }

        var begun = _next!.Values.Where(b => !_bindings.ContainsValue(b)).ToList();
        foreach (var created in begun) Enter(created, ended, now);
        foreach (var old in ended) _series.Leave(old, begun);
        foreach (var old in Replaced) old.Dispose();
        _bindings = _next;
        _next = null;
        _router = RouterOf(_bindings.Values);
        Connect();
    }

    /// <summary>Replay is over: functions outside the process are called from now on.</summary>
    public void StartCalls()
    {
        if (_callsStarted) return;
        _callsStarted = true;
        factory.StartCalls();
        foreach (var binding in _bindings.Values) binding.StartCalls();
    }

    private BindingRuntime? SuccessorOf(BindingRuntime old) => _next!.GetValueOrDefault(old.Identity.Name);

    private void Enter(BindingRuntime created, List<BindingRuntime> ended, DateTimeOffset now)
    {
        var old = _bindings.GetValueOrDefault(created.Identity.Name);
        if (old?.Identity == created.Identity)
        {
            LoadOne(created, SaveOne(old));
            created.Cursor = old.Cursor;
        }
        else
        {
            created.BeginWindows(_series.OriginOf(created, ended, now));
            foreach (var earlier in ended.Where(e => e.Precedes(created))) created.Succeed(earlier);
        }

        if (old is not null && old.IsLagging && old.Position < Position) created.BeginLagging(old.Position);
        else created.BeginAt(Position);
        if (_callsStarted) created.StartCalls();
    }

    private BindingRuntime KeepOrCreate(BindingConfig binding, bool isResumed)
    {
        if (_bindings.TryGetValue(binding.Name, out var running) && BindingVersion.AreSame(running.Config, binding)) return running;
        return factory.Create(binding, isResumed);
    }
}
