using System.Globalization;

namespace EventEdge.EdgeBridge.Storage.Segments;

/// <summary>
/// One file of a log. Its name carries the sequence of its first record; a damaged one is renamed and still read as far as it goes.
/// </summary>
internal sealed class Segment(string directory, long firstSequence, bool damaged, long fileBytes)
{
    private const string HealthyEnding = ".log";
    private const string DamagedEnding = ".damaged";

    private long _end = long.MaxValue;

    /// <summary>Sequence of the first record.</summary>
    public long FirstSequence { get; } = firstSequence;

    /// <summary>Sequence of the first record behind it; <see cref="long.MaxValue"/> while it is the last segment.</summary>
    public long EndSequence { get => Volatile.Read(ref _end); set => Volatile.Write(ref _end, value); }

    /// <summary>Whether damage was found in it.</summary>
    public bool Damaged { get; set; } = damaged;

    /// <summary>Bytes it takes on the disk.</summary>
    public long FileBytes { get; } = fileBytes;

    /// <summary>Where it lies.</summary>
    public string Path { get; set; } = PathOf(directory, firstSequence, damaged);

    /// <summary>The path of a segment.</summary>
    public static string PathOf(string directory, long firstSequence, bool damaged) => System.IO.Path.Combine(
        directory, firstSequence.ToString("D20", CultureInfo.InvariantCulture) + (damaged ? DamagedEnding : HealthyEnding));

    /// <summary>Understands a file name; false when it is not a segment's.</summary>
    public static bool TryParseName(string name, out long firstSequence, out bool damaged)
    {
        damaged = name.EndsWith(DamagedEnding, StringComparison.Ordinal);
        var stem = System.IO.Path.GetFileNameWithoutExtension(name);
        var known = damaged || name.EndsWith(HealthyEnding, StringComparison.Ordinal);
        firstSequence = 0;
        return known && stem.Length == 20
            && long.TryParse(stem, NumberStyles.None, CultureInfo.InvariantCulture, out firstSequence) && firstSequence > 0;
    }
}
