using System.Net;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>How many connections are open, in all and from one address.</summary>
internal sealed class ConnectionSeats(int limit, int addressLimit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _taken;

    /// <summary>Takes a seat; when there is none, says which limit was reached.</summary>
    public bool TryTake(IPAddress address, out int reached)
    {
        lock (_gate)
        {
            var fromThere = _byAddress.GetValueOrDefault(address);
            reached = _taken >= limit ? limit : addressLimit;
            if (_taken >= limit || fromThere >= addressLimit) return false;
            (_taken, _byAddress[address]) = (_taken + 1, fromThere + 1);
            return true;
        }
    }

    /// <summary>Gives a seat back.</summary>
    public void Release(IPAddress address)
    {
        lock (_gate)
        {
            _taken--;
            if (_byAddress[address]-- == 1) _byAddress.Remove(address);
        }
    }
}
