namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>
/// The sequence numbers of a node, 0 to 255 and round again: which are missing, and until when they may still come. As far as 256 numbers
/// can tell.
/// </summary>
internal sealed class SparkplugGaps
{
    private readonly ulong[] _missing = new ulong[4];

    /// <summary>The last number in order; -1 before the first.</summary>
    public int Last { get; private set; } = -1;

    /// <summary>When the patience with missing messages ends, in ticks; 0 while none are missing.</summary>
    public long Due { get; private set; }

    /// <summary>Takes the number of a message.</summary>
    /// <param name="number">The number.</param>
    /// <param name="due">When missing messages are to be given up, if any are, in ticks.</param>
    /// <returns>How many messages are missing before it that were not known to be.</returns>
    public int Follow(int number, long due)
    {
        // The first, the next, the last once more, or one that comes late: nearer behind than ahead.
        var isExpected = Last < 0 || number == ((Last + 1) & 255);
        if (!isExpected && (number == Last || (((Last - number) & 255) < 128 && Fill(number)))) return 0;
        var missed = isExpected ? 0 : (number - Last - 1) & 255;
        for (var index = 1; index <= missed; index++) Mark((Last + index) & 255);
        if (missed > 0 && Due == 0) Due = due;
        Last = number;
        return missed;
    }

    /// <summary>What is missing will not come any more.</summary>
    public void GiveUp()
    {
        Array.Clear(_missing);
        Due = 0;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((short)Last);
        writer.Write(Due);
        if (Due == 0) return;
        foreach (var word in _missing) writer.Write(word);
    }

    public void Load(BinaryReader reader, bool knowsMissing)
    {
        Last = reader.ReadInt16();
        if (!knowsMissing) return;
        Due = reader.ReadInt64();
        if (Due == 0) return;
        for (var index = 0; index < _missing.Length; index++) _missing[index] = reader.ReadUInt64();
    }

    private void Mark(int number) => _missing[number >> 6] |= 1UL << (number & 63);

    private bool Fill(int number)
    {
        var bit = 1UL << (number & 63);
        if ((_missing[number >> 6] & bit) == 0) return false;
        _missing[number >> 6] &= ~bit;
        if (_missing.AsSpan().IndexOfAnyExcept(0UL) < 0) Due = 0;
        return true;
    }
}
