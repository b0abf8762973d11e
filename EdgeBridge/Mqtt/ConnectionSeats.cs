using System.Net;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// How many connections are open, in all and from one address, an IPv6 network of 64 bits counting as one. Beyond the limits there are a few spare ones, so that a client
/// is heard that takes over an earlier connection of its own, and others are told why they may not come in.
/// </summary>
internal sealed class ConnectionSeats(int limit, int addressLimit)
{
    /// <summary>Most connections beyond the limit.</summary>
    public const int SpareLimit = 128;

    /// <summary>Most of them from one address.</summary>
    public const int AddressSpareLimit = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byNetwork = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _sparesByNetwork = new(StringComparer.Ordinal);
    private int _taken;
    private int _spares;
    private long _refused;

    /// <summary>How often there was none.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Takes a seat, a spare one when a limit is reached; null when there is none either.</summary>
    public ConnectionSeat? Take(IPAddress address)
    {
        var network = PeerNetwork.Of(address);
        lock (_gate)
        {
            var (fromThere, sparesThere) = (_byNetwork.GetValueOrDefault(network), _sparesByNetwork.GetValueOrDefault(network));
            if (_taken < limit && fromThere < addressLimit)
            {
                (_taken, _byNetwork[network]) = (_taken + 1, fromThere + 1);
                return new(network, limit, isSpare: false);
            }

            if (_spares >= SpareLimit || sparesThere >= AddressSpareLimit) return null;
            (_spares, _sparesByNetwork[network]) = (_spares + 1, sparesThere + 1);
            return new(network, _taken >= limit ? limit : addressLimit, isSpare: true);
        }
    }

    /// <summary>One was turned away.</summary>
    public void CountRefused() => Interlocked.Increment(ref _refused);

    /// <summary>Makes a spare seat one like others if there is room by now. Whether it is one.</summary>
    public bool TryPromote(ConnectionSeat seat)
    {
        lock (_gate)
        {
            if (seat.IsSpare && _taken < limit && _byNetwork.GetValueOrDefault(seat.Network) < addressLimit) Move(seat);
            return !seat.IsSpare;
        }
    }

    /// <summary>The connection in a spare seat has taken over another, and counts like it from now on.</summary>
    public void Promote(ConnectionSeat seat)
    {
        lock (_gate)
        {
            if (seat.IsSpare && !seat.IsReleased) Move(seat);
        }
    }

    /// <summary>Gives a seat back; once, however often it is called.</summary>
    public void Release(ConnectionSeat seat)
    {
        lock (_gate)
        {
            if (seat.IsReleased) return;
            seat.IsReleased = true;
            if (seat.IsSpare) _spares--;
            else _taken--;
            Decrease(seat.IsSpare ? _sparesByNetwork : _byNetwork, seat.Network);
        }
    }

    private void Move(ConnectionSeat seat)
    {
        seat.IsSpare = false;
        _spares--;
        Decrease(_sparesByNetwork, seat.Network);
        _taken++;
        _byNetwork[seat.Network] = _byNetwork.GetValueOrDefault(seat.Network) + 1;
    }

    private static void Decrease(Dictionary<string, int> counts, string network)
    {
        if (counts[network]-- == 1) counts.Remove(network);
    }
}

/// <summary>A connection's place among all.</summary>
internal sealed class ConnectionSeat(string network, int limit, bool isSpare)
{
    /// <summary>Where it comes from.</summary>
    public string Network => network;

    /// <summary>The limit that was reached when it is a spare one.</summary>
    public int Limit => limit;

    /// <summary>It is beyond the limit.</summary>
    public bool IsSpare { get; set; } = isSpare;

    /// <summary>It was given back.</summary>
    public bool IsReleased { get; set; }
}
