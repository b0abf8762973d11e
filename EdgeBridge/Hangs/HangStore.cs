using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.Contracts.Durability;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

namespace EventEdge.EdgeBridge.Hangs;

/// <summary>
/// Remembers across restarts which bindings' functions hung in the node's own process, and which bindings it died of. The third hang within
/// an hour, or the third death of the same event, disables that version of the binding: without that, the event would be replayed into it
/// for ever. Written and synced before the node restarts. Safe for concurrent use.
/// </summary>
internal sealed class HangStore
{
    /// <summary>Hangs within <see cref="Span"/> that disable a binding.</summary>
    public const int Limit = 3;

    /// <summary>Versions of bindings remembered; the oldest go.</summary>
    public const int RecordLimit = 64;

    /// <summary>The time in which hangs add up.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromHours(1);

    private readonly string _path;
    private readonly Lock _writing = new();
    private List<HangRecord> _records;

    /// <summary>Opens the file; one that is gone or damaged has forgotten.</summary>
    public HangStore(string path)
    {
        _path = path;
        _records = Read(path);
    }

    /// <summary>
    /// A function hangs, at a journal position, or the node dies of a binding there. How often within the hour, or, where it died, of that
    /// position: somebody who ends the process during its replays leaves another one each time.
    /// </summary>
    /// <param name="binding">The binding.</param>
    /// <param name="position">The journal position.</param>
    /// <param name="now">The present.</param>
    /// <param name="cause">What the node died of, in words; null for a hang.</param>
    /// <exception cref="IOException">The disk did not take it; it counts until the end of the process.</exception>
    public int Record(BindingIdentity binding, long position, DateTimeOffset now, string? cause = null)
    {
        lock (_writing)
        {
            var before = _records.Find(r => Is(r, binding));
            var isSame = before is not null && (before.Cause is null) == (cause is null) && (cause is null || before.Position == position);
            // What is not in the journal has no position of its own, and is not replayed.
            var counts = cause is null || position == 0 ? (Func<DateTimeOffset, bool>)(time => now - time < Span) : _ => true;
            var times = (IReadOnlyList<DateTimeOffset>)[.. (isSame ? before!.Times : []).Where(counts).TakeLast(Limit), now];
            var record = new HangRecord(
                binding.Name, binding.Version, position, times, (before?.IsDisabled ?? false) || times.Count >= Limit)
            { Cause = cause };
            _records = [.. _records.Where(r => !Is(r, binding)).TakeLast(RecordLimit - 1), record];
            Write();
            return times.Count;
        }
    }

    /// <summary>Why a binding must not run, and from where on; null when it may.</summary>
    public DisabledBinding? Find(BindingIdentity binding)
    {
        lock (_writing)
        {
            return _records.Find(r => Is(r, binding)) is { IsDisabled: true } record
                ? new(record.Position, ReasonOf(record))
                : null;
        }
    }

    private static string ReasonOf(HangRecord record) => record.Cause is { } cause
        ? $"the binding is disabled: the node ended {Limit} times while it took the same event ({cause}); "
            + "change the binding to enable it again"
        : $"the binding is disabled: its function hung {Limit} times within {Span.TotalHours:0} h; change the function to enable it again";

    private static bool Is(HangRecord record, BindingIdentity binding) =>
        (record.Binding, record.Version) == (binding.Name, binding.Version);

    private static List<HangRecord> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), HangJson.Default.ListHangRecord) ?? [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    private void Write() => DurableFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(_records, HangJson.Default.ListHangRecord));
}

/// <summary>How often one version of a binding hung.</summary>
/// <param name="Binding">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Position">Journal position of the last time.</param>
/// <param name="Times">When, within the last hour.</param>
/// <param name="IsDisabled">Whether that was too often.</param>
internal sealed record HangRecord(string Binding, string Version, long Position, IReadOnlyList<DateTimeOffset> Times, bool IsDisabled)
{
    /// <summary>What the node died of the last time; null for a hang.</summary>
    public string? Cause { get; init; }
}

/// <summary>The file's JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(List<HangRecord>))]
internal sealed partial class HangJson : JsonSerializerContext;
