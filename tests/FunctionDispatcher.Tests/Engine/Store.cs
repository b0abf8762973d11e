using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>What a store keeps: one point for each identity, the highest revision of it.</summary>
internal sealed class Store
{
    private readonly Dictionary<string, Point> _points = [];

    /// <summary>Takes a point; true when its identity is new.</summary>
    public bool Take(Point point)
    {
        var identity = $"{point.Measurement} {string.Join(',', point.Tags)} {point.Time:O}";
        if (_points.TryGetValue(identity, out var known) && known.Revision > point.Revision) return false;
        _points[identity] = point;
        return known is null;
    }

    /// <summary>The events counted by the points.</summary>
    public long Sum(Func<Point, bool>? which = null) =>
        _points.Values.Where(which ?? (_ => true)).Sum(p => (long)p.Fields[0].Value.AsNumber);
}

/// <summary>
/// A node's life in virtual time, with edits, restarts and a data directory that is wiped, and how many events it has acknowledged.
/// </summary>
internal sealed class EditedHistory
{
    public const int Nothing = -1;
    public const int Restart = 100;
    public const int Wipe = 101;

    /// <summary>Seconds that a reading may be behind in each of the files.</summary>
    public const double DelayAllowed = 7;

    private readonly string[] _files;
    private readonly int _workers;
    private readonly CollectingOutput _output = new();
    private readonly Store _store = new();
    private Dispatcher _dispatcher;
    private string _file;
    private long _sequence;
    private long _acceptedBefore;
    private double _now = 1;
    private double _wiped;

    public EditedHistory(string[] files, int workers)
    {
        (_files, _workers, _file) = (files, workers, files[0]);
        _dispatcher = Some.Dispatcher(_file, _output, workers: workers);
    }

    /// <summary>Events that are in windows; of wiped directories those that had reached the store.</summary>
    public long Accepted => _acceptedBefore + InWindows();

    /// <summary>Lets time pass, does something, and takes a reading.</summary>
    public void Take(double step, double jitter, string device, int action)
    {
        Advance(step);
        if (action == Restart) Again();
        else if (action == Wipe) Forget();
        else if (action >= 0) _dispatcher.Apply(Some.Config(_file = _files[action % _files.Length]), Some.Noon.AddSeconds(_now));
        // Whoever sends readings to a new directory that the one before would not have taken any more cannot be told from one who fills in
        // history.
        _dispatcher.Dispatch(Some.Reading(Math.Max(_wiped - DelayAllowed, _now + jitter), 20, ++_sequence, device, _now));
    }

    /// <summary>Ends it: everything that is open is emitted. What the store counts.</summary>
    public long Finish()
    {
        _dispatcher.Apply(Some.Config("bindings: []"), Some.Noon.AddSeconds(_now));
        Store();
        _dispatcher.Dispose();
        return _store.Sum();
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
        _acceptedBefore += _dispatcher.Retired.Sum(b => b.Counters.InWindows);
        _dispatcher.Dispose();
        _dispatcher = Some.Dispatcher(_file, _output, workers: _workers == 1 ? 1 : (int)(1 + (_sequence % 4)));
        _dispatcher.Restore(states, _ => 0, _sequence);
    }

    private void Forget()
    {
        Store();
        _acceptedBefore = _store.Sum();
        _dispatcher.Dispose();
        _wiped = _now;
        _dispatcher = Some.Dispatcher("bindings: []", _output, workers: _workers);
        _dispatcher.Apply(Some.Config(_file), Some.Noon.AddSeconds(_now));
    }

    private long InWindows() => _dispatcher.Bindings.Concat(_dispatcher.Retired).Sum(b => b.Counters.InWindows);

    private void Store()
    {
        foreach (var (_, _, point) in _output.Points) _store.Take(point);
        _output.Points.Clear();
    }
}
