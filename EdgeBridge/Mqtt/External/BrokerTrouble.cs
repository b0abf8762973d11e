namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>What is wrong between the node and its broker, told by cause; and how long to stay away after another client took the session.</summary>
internal sealed class BrokerTrouble(ExternalBrokerOptions options)
{
    private static readonly TimeSpan ShortestAway = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestAway = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private TimeSpan _away = TimeSpan.Zero;
    private bool _isTakenOver;
    private string? _protocol;
    private string? _lastError;
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

    /// <summary>A connection has ended, or was never made.</summary>
    public void Ended(SessionEnd end)
    {
        lock (_gate)
        {
            _isTakenOver = end.IsTakenOver;
            _lastError = end.IsTakenOver ? TakeoverWords : end.Reason;
        }
    }

    /// <summary>Another client has our session. How long to leave it to that one: longer each time, until a connection has held for as long.</summary>
    public TimeSpan TakenOver(TimeSpan held)
    {
        lock (_gate)
        {
            _takeovers++;
            _away = held > LongestAway || _away == TimeSpan.Zero ? ShortestAway : _away * 3;
            return _away = _away > LongestAway ? LongestAway : _away;
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
        $"another client has connected to {options.Address} as '{options.ClientIdInUse}' and taken over the session: two nodes of one name? Give each its own --node";

    private static string? RefusedWords(IReadOnlyDictionary<string, string> refused) => refused.Count == 0 ? null
        : $"the broker refuses {refused.Count} subscriptions, such as {refused.First().Key} ({refused.First().Value}): check the permissions of the node's account";
}
