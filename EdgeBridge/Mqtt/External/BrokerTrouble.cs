using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// What is wrong between the node and its broker, told by cause; and how long to stay away after another client took the session.
/// </summary>
internal sealed class BrokerTrouble(ExternalBrokerOptions options)
{
    private const int LongestAway = 60;

    // Connections that the broker took and closed at once. It need not say why; what does that again and again is another client of our
    // name.
    private const int SuspiciousCloses = 3;
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private TimeSpan _away = TimeSpan.Zero;
    private bool _isTakenOver;
    private string? _protocol;
    private string? _lastError;
    private int _closes;
    private long _takeovers;
    private long _lost;

    /// <summary>Why the last connection ended or could not be made; null before the first trouble.</summary>
    public string? LastError
    {
        get
        {
            lock (_gate) return _lastError;
        }
    }

    /// <summary>A connection is up.</summary>
    public void Connected(bool isVersion5)
    {
        lock (_gate) _protocol = isVersion5 ? "5" : "3.1.1";
    }

    /// <summary>
    /// A connection has ended, or was never made. How long to leave the session to another client; null when there seems to be none.
    /// </summary>
    public TimeSpan? Ended(SessionEnd end, TimeSpan held)
    {
        lock (_gate)
        {
            _closes = end.IsClosed && held < AtOnce ? _closes + 1 : 0;
            _isTakenOver = end.IsTakenOver || _closes >= SuspiciousCloses;
            _lastError = _isTakenOver ? TakeoverWords : end.Reason;
            if (!_isTakenOver) return null;
            _takeovers++;
            // Longer each time, until a connection has held for as long.
            var longest = options.TakeoverPause * LongestAway;
            _away = held > longest || _away == TimeSpan.Zero ? options.TakeoverPause : _away * 3;
            return _away = _away > longest ? longest : _away;
        }
    }

    /// <summary>The broker has lost the session.</summary>
    public void Lost()
    {
        lock (_gate) _lost++;
    }

    /// <summary>All of it.</summary>
    public BrokerEntry Describe(bool isUp, IReadOnlyDictionary<string, string> refused, ArrivalIntake arrivals, long publishesRefused)
    {
        lock (_gate)
        {
            return new()
            {
                Address = options.Address,
                State = isUp ? "up" : _isTakenOver ? "taken_over" : "down",
                Protocol = _protocol,
                Problem = isUp ? RefusedWords(refused) : _lastError,
                LastError = _lastError,
                RefusedSubscriptions = refused,
                SessionsLost = _lost,
                Takeovers = _takeovers,
                Copies = arrivals.Count(Selection.Copy),
                RetainedKnown = arrivals.Count(Selection.SameRetained),
                Unwanted = arrivals.Count(Selection.Unwanted),
                LoopsRefused = arrivals.LoopsRefused,
                Dropped = arrivals.Dropped,
                PublishesRefused = publishesRefused,
            };
        }
    }

    private string TakeoverWords =>
        $"another client has connected to {options.Address} as '{options.ClientIdInUse}' and taken over the session: "
            + "two nodes of one name?";

    private static string? RefusedWords(IReadOnlyDictionary<string, string> refused) => refused.Count == 0 ? null
        : $"the broker refuses {refused.Count} subscriptions, such as {refused.First().Key} ({refused.First().Value})";
}
