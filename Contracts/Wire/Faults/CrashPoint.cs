namespace EventEdge.Contracts.Faults;

/// <summary>
/// Named places on the way of a message at which the torture suite ends this process, as a power cut would. Without a fuse (see
/// <see cref="CrashFuse"/>) a place is a test of a constant, which the compiler removes.
/// </summary>
internal static class CrashPoint
{
    public const string Received = "received";
    public const string Appended = "appended";
    public const string Writing = "writing";
    public const string Synced = "synced";
    public const string Acknowledged = "acknowledged";
    public const string InWindow = "in_window";
    public const string InFunction = "in_function";
    public const string OutputCommitted = "output_committed";
    public const string Publishing = "publishing";
    public const string Confirmed = "confirmed";

    [Reached(VisitLimit = 1)]
    public const string Rolling = "rolling";

    [Reached(WhileStopping = true, VisitLimit = 1)]
    public const string Checkpointed = "checkpointed";

    [Reached(WhileStopping = true, VisitLimit = 1)]
    public const string Trimming = "trimming";

    [Reached(VisitLimit = 1)]
    public const string Downsampling = "downsampling";

    [Reached(InCloud = true, VisitLimit = 3)]
    public const string StoreAccepted = "store_accepted";

    [Reached(InCloud = true, VisitLimit = 3)]
    public const string LedgerCommitted = "ledger_committed";

    [Reached(InCloud = true, VisitLimit = 3)]
    public const string BeforeAck = "before_ack";

    private static readonly CrashFuse? Fuse = CrashFuse.FromEnvironment();

    /// <summary>The process is at a place; it does not return when the fuse says so.</summary>
    public static void Reach(string place) => Fuse?.Reach(place);
}
