using System.Net;
using System.Net.Sockets;

namespace EventEdge.Hosting.Access;

/// <summary>
/// What counts as one peer: an IPv4 address, or an IPv6 network of 64 bits, as whoever hands out IPv6 gives each customer one at least.
/// </summary>
internal static class PeerNetwork
{
    /// <summary>The peer that an address belongs to.</summary>
    public static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
