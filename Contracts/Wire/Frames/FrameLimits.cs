namespace EventEdge.Contracts.Frames;

/// <summary>
/// What a frame may hold. Whoever reads frames may rely on these bounds, and whoever sends one beyond them has it refused, never stored in
/// part. An edge stays below by <see cref="BatchEntries"/> and <see cref="BatchBytes"/>, which are chosen so that nothing it builds can be
/// refused.
/// </summary>
public static class FrameLimits
{
    /// <summary>Bytes of a body as it travels.</summary>
    public const int BodyBytes = 8 * 1024 * 1024;

    /// <summary>Bytes of a body once decompressed.</summary>
    public const int PlainBytes = 32 * 1024 * 1024;

    /// <summary>Levels of JSON inside each other.</summary>
    public const int Depth = 16;

    /// <summary>
    /// Entries of all columns together; a column itself counts as <see cref="ColumnEntries"/>, a block as <see cref="BlockEntries"/>.
    /// </summary>
    public const int Entries = 2_000_000;

    /// <summary>What a column counts for beside its entries.</summary>
    public const int ColumnEntries = 8;

    /// <summary>What a block counts for beside its columns.</summary>
    public const int BlockEntries = 32;

    /// <summary>Points.</summary>
    public const int Points = 250_000;

    /// <summary>Tags and fields of all points together, those that one entry of a column stands for included.</summary>
    public const int Cells = 2_000_000;

    /// <summary>
    /// Characters of names and texts of all points together, those that one entry stands for included: each point is looked through
    /// several times. No edge comes near it (<see cref="BatchBytes"/>).
    /// </summary>
    public const int Characters = 32 * 1024 * 1024;

    /// <summary>Tags and fields of one point of an edge; a result with more is given up there, with a dead letter.</summary>
    public const int PointCells = 10_000;

    /// <summary>Entries of what an edge puts into one record or one frame, each point counted as if it stood alone in its block.</summary>
    public const int BatchEntries = 1_800_000;

    /// <summary>Bytes of the same without compression, so few that they fit although compression gains nothing.</summary>
    public const int BatchBytes = 7 * 1024 * 1024;

    /// <summary>Characters of a node's name.</summary>
    public const int NodeCharacters = 256;

    /// <summary>Characters of the name of a binding, a measurement, a tag or a field.</summary>
    public const int NameCharacters = 4096;

    /// <summary>Whether a binding, a measurement, a tag or a field may have this name.</summary>
    internal static bool IsName(string name) => name.Length is > 0 and <= NameCharacters;

    /// <summary>Traces that are read of a frame; further ones are passed over.</summary>
    public const int Traces = 1024;

    /// <summary>Ranges that are deferred.</summary>
    public const int DeferredRanges = 64;

    /// <summary>The highest sequence: every reader of JSON has integers up to it.</summary>
    public const long Sequence = (1L << 53) - 1;

    /// <summary>
    /// Records that one frame may stand for. A frame holds at most 4,096 of them, but one that was downsampled stands for all it was made
    /// of.
    /// </summary>
    public const long Records = 1L << 30;
}
