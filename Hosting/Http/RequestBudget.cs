using System.Net;
using EventEdge.Hosting.Access;

namespace EventEdge.Hosting.Http;

/// <summary>
/// A token bucket for each peer, without a timer: a bucket is one number, the moment at which it will be full again (the generic cell rate
/// algorithm of ITU-T I.371). Bounded in the peers remembered; those whose bucket is full are forgotten first. Any thread.
/// </summary>
internal sealed class RequestBudget
{
    private readonly TimeProvider _time;
    private readonly int _memoryLimit;
    private readonly long _cost;
    private readonly long _allowance;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _fullAgain = new(StringComparer.Ordinal);

    /// <param name="perSecond">Requests a second in the long run. 1 or more.</param>
    /// <param name="burst">Requests at once. 1 or more.</param>
    /// <param name="memoryLimit">Most peers remembered. 1 or more.</param>
    /// <param name="time">The clock.</param>
    public RequestBudget(int perSecond, int burst, int memoryLimit, TimeProvider time)
    {
        _time = time;
        _memoryLimit = memoryLimit;
        _cost = time.TimestampFrequency / perSecond;
        _allowance = _cost * burst;
    }

    /// <summary>Takes a request off the budget of the address's peer; false when it is used up.</summary>
    public bool TryTake(IPAddress address)
    {
        var peer = PeerNetwork.Of(address);
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            var isKnown = _fullAgain.TryGetValue(peer, out var fullAgain);
            var next = Math.Max(fullAgain, now) + _cost;
            if (isKnown && next - now > _allowance) return false;
            if (!isKnown && _fullAgain.Count >= _memoryLimit) Forget(now);
            _fullAgain[peer] = next;
            return true;
        }
    }

    // Where every bucket is in use the fullest goes: that peer has asked least.
    private void Forget(long now)
    {
        foreach (var (peer, fullAgain) in _fullAgain)
        {
            if (fullAgain <= now) _fullAgain.Remove(peer);
        }

        if (_fullAgain.Count >= _memoryLimit) _fullAgain.Remove(_fullAgain.MinBy(one => one.Value).Key);
    }
}
