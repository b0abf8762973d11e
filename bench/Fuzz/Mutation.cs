namespace EventEdge.Fuzz;

/// <summary>Makes a session illegal, or strange: one change to its packets at a time, drawn by seed.</summary>
internal static class Mutation
{
    /// <summary>Changes the session in place. The packet at 0 is CONNECT and is left alone unless asked for.</summary>
    public static void Apply(List<byte[]> packets, Random random, bool alsoConnect)
    {
        var at = random.Next(alsoConnect ? 0 : 1, packets.Count);
        var packet = packets[at];
        if (packet.Length == 0) return; // cut away by an earlier change
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                packets[at] = With(packet, random.Next(packet.Length), value => (byte)(value ^ (1 << random.Next(8))));
                break;
            case 3:
                packets[at] = With(packet, random.Next(packet.Length), _ => (byte)(random.Next(2) == 0 ? 0xFF : 0));
                break;
            case 4:
                packets[at] = With(packet, 0, _ => (byte)random.Next(256));
                break;
            case 5:
                packets[at] = With(packet, Math.Min(1, packet.Length - 1), value => (byte)(value + random.Next(-3, 4)));
                break;
            case 6:
                packets[at] = packet[..random.Next(packet.Length)];
                break;
            case 7:
                packets[at] = [packet[0], 0xFF, 0xFF, 0xFF, (byte)random.Next(0x7E, 0x82), .. packet[1..]];
                break;
            case 8:
                packets.Insert(at, packet);
                break;
            case 9:
                (packets[at], packets[^1]) = (packets[^1], packets[at]);
                break;
            case 10:
                packets[at] = Spliced(packet, random);
                break;
            default:
                packets[at] = [.. packet[..(packet.Length / 2)], .. packets[random.Next(packets.Count)]];
                break;
        }
    }

    private static byte[] With(byte[] packet, int at, Func<byte, byte> change)
    {
        var changed = packet.ToArray();
        if (changed.Length > 0) changed[at] = change(changed[at]);
        return changed;
    }

    // Bytes put into the middle, and the length made to fit: what is inside is wrong, not the frame.
    private static byte[] Spliced(byte[] packet, Random random)
    {
        if (packet.Length is < 3 or > 100) return packet;
        var inserted = new byte[random.Next(1, 8)];
        random.NextBytes(inserted);
        var at = random.Next(2, packet.Length);
        return [packet[0], (byte)(packet[1] + inserted.Length), .. packet[2..at], .. inserted, .. packet[at..]];
    }
}
