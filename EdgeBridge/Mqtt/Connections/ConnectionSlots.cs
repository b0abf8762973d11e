using System.Net;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>
/// How many connections are open, in all and from one address, an IPv6 network of 64 bits counting as one. Beyond the limits there are a
/// few spare ones, so that a client is heard that takes over an earlier connection of its own, and others are told why they may not come
/// in.
/// </summary>
internal sealed class ConnectionSlots(int limit, int addressLimit)
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

    /// <summary>Takes a slot, a spare one when a limit is reached; null when there is none either.</summary>
    public ConnectionSlot? Take(IPAddress address)
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

    /// <summary>Makes a spare slot one like others if there is room by now. Whether it is one.</summary>
    public bool TryPromote(ConnectionSlot slot)
    {
        lock (_gate)
        {
            if (slot.IsSpare && _taken < limit && _byNetwork.GetValueOrDefault(slot.Network) < addressLimit) Move(slot);
            return !slot.IsSpare;
        }
    }

    /// <summary>The connection in a spare slot has taken over another, and counts like it from now on.</summary>
    public void Promote(ConnectionSlot slot)
    {
        lock (_gate)
        {
            if (slot.IsSpare && !slot.IsReleased) Move(slot);
        }
    }

    /// <summary>Gives a slot back; once, however often it is called.</summary>
    public void Release(ConnectionSlot slot)
    {
        lock (_gate)
        {
            if (slot.IsReleased) return;
            slot.IsReleased = true;
            if (slot.IsSpare) _spares--;
            else _taken--;
            Decrease(slot.IsSpare ? _sparesByNetwork : _byNetwork, slot.Network);
        }
    }

    private void Move(ConnectionSlot slot)
    {
        slot.IsSpare = false;
        _spares--;
        Decrease(_sparesByNetwork, slot.Network);
        _taken++;
        _byNetwork[slot.Network] = _byNetwork.GetValueOrDefault(slot.Network) + 1;
    }

    private static void Decrease(Dictionary<string, int> counts, string network)
    {
        if (counts[network]-- == 1) counts.Remove(network);
    }
}

/// <summary>A connection's place among all.</summary>
internal sealed class ConnectionSlot(string network, int limit, bool isSpare)
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
