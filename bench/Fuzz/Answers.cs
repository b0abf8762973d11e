namespace EventEdge.Fuzz;

/// <summary>Finds in what the broker sent to one client the acknowledgements of its messages.</summary>
internal static class Answers
{
    /// <summary>Identifiers of the PUBACK and PUBREC packets that say yes.</summary>
    public static IEnumerable<ushort> Acknowledged(byte[] received)
    {
        for (var at = 0; at + 1 < received.Length;)
        {
            var header = received[at];
            var (length, next) = Length(received, at + 1);
            if (header is 0x40 or 0x50 && next + 2 <= received.Length && (length == 2 || received[next + 2] < 0x80))
            {
                yield return (ushort)((received[next] << 8) | received[next + 1]);
            }

            at = next + length;
        }
    }

    private static (int Length, int Next) Length(byte[] received, int at)
    {
        var length = 0;
        for (var shift = 0; at < received.Length; shift += 7)
        {
            var digit = received[at++];
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80) break;
        }

        return (length, at);
    }
}
