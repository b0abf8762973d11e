using EventEdge.FunctionDispatcher.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Engine.Histories;

/// <summary>
/// A node's life in virtual time, with edits, restarts and a data directory that is wiped, and which events it has acknowledged as being
/// in a window.
/// </summary>
internal sealed class WindowHistory
{
    public const int Nothing = -1;
    public const int Restart = 1000;
    public const int Wipe = 1001;

    /// <summary>Seconds that a reading may be behind in each of the files.</summary>
    private const double DelayAllowed = 7;

    // A process does not begin twice in one millisecond, by which the parts of a window are told apart; nor does one begin a thousand
    // bindings in a second.
    private const double BeginTime = 1;

    private static readonly EventEdgeComponents Components = EventEdgeComponents.Default.Add(new MembersBuiltin());

    private readonly IReadOnlyList<string> _files;
    private readonly int _workers;
    private readonly CollectingOutput _output = new();
    private readonly HashSet<long> _accepted = [];
    private Dispatcher _dispatcher;
    private string _file;
    private long _sequence;
    private double _now = 1;
    private double _wiped;
    private double _newest;
    private bool _isShown;

    public WindowHistory(IReadOnlyList<string> files, int workers)
    {
        (_files, _workers, _file) = (files, workers, files[0]);
        _dispatcher = Some.Dispatcher(_file, _output, workers: workers, components: Components);
    }

    public MemberStore Store { get; } = new();

    /// <summary>Events that are in windows; of wiped directories those that had reached the store.</summary>
    public IReadOnlyList<long> Accepted => [.. _accepted.Order()];

    /// <summary>Lets time pass, does something, and takes a reading.</summary>
    public void Take(HistoryStep step)
    {
        Advance(step.Seconds);
        if (step.Action == Restart) Again();
        else if (step.Action == Wipe) Forget();
        else if (step.Action >= 0) Edit(_files[step.Action % _files.Count]);
        // Whoever sends readings to a new directory that the one before would not have taken any more cannot be told from one who fills in
        // history.
        var time = Math.Max(_wiped - DelayAllowed, _now + step.Jitter);
        _newest = Math.Max(_newest, time);
        var before = InWindows();
        _dispatcher.Dispatch(Some.Reading(time, step.IsHigh ? 90 : 20, ++_sequence, $"d{step.Device}", _now));
        // What no condition asks for is taken, and is in no window.
        if (InWindows() > before && (step.IsHigh || !_file.Contains("max:", StringComparison.Ordinal))) _accepted.Add(_sequence);
    }

    /// <summary>Ends it: everything that is open is emitted and stored.</summary>
    public void Finish()
    {
        Edit("bindings: []");
        TakePoints();
        _dispatcher.Dispose();
    }

    private void Edit(string file)
    {
        _dispatcher.Apply(Some.Config(_file = file, Components), Some.Noon.AddSeconds(_now));
        _isShown |= file.Contains("early:", StringComparison.Ordinal);
    }

    private void Advance(double step)
    {
        _now += step;
        for (var ticks = 0; ticks < 1000 && _dispatcher.NextDurableDeadline is { } due && due <= Some.Noon.AddSeconds(_now); ticks++)
            _dispatcher.Tick(due, ++_sequence);
    }

    private void Again()
    {
        var states = _dispatcher.Save();
        _dispatcher.Dispose();
        _dispatcher = Begin(_file, workers: _workers == 1 ? 1 : (int)(1 + (_sequence % 4)));
        _dispatcher.Restore(states, _ => 0, _sequence);
    }

    private void Forget()
    {
        TakePoints();
        _accepted.IntersectWith(Store.Members);
        _dispatcher.Dispose();
        _now += BeginTime;
        // Of what early results had shown of windows ahead of the present a new directory knows nothing.
        if (_isShown) _now = Math.Max(_now, _newest + BeginTime);
        _wiped = _now;
        _dispatcher = Begin("bindings: []", _workers);
        Edit(_file);
    }

    private Dispatcher Begin(string file, int workers) => Some.Dispatcher(file, _output, workers: workers, components: Components);

    private long InWindows() => _dispatcher.Bindings.Concat(_dispatcher.Retired).Sum(b => b.Counters.InWindows);

    private void TakePoints()
    {
        foreach (var (_, _, point) in _output.Points) Store.Take(point);
        _output.Points.Clear();
    }
}

/// <summary>A step of a history.</summary>
/// <param name="Seconds">Time that passes.</param>
/// <param name="Jitter">How far ahead of the present its reading is stamped, in seconds.</param>
/// <param name="Device">Whose reading.</param>
/// <param name="IsHigh">Whether conditions hold for it.</param>
/// <param name="Action">What happens before it: the number of a file, or one of the constants.</param>
internal sealed record HistoryStep(double Seconds, double Jitter, int Device, bool IsHigh, int Action);
