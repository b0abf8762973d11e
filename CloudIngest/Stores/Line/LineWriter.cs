using EventEdge.Contracts.Measurements;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>
/// Writes line protocol to any server that takes it. A field that the store has in another type is left out of its point, told once
/// and not sent again; where the server wrote all but some lines of a request, those are looked for and nothing else is sent again; a line
/// that is refused for another reason is rejected with the server's words.
/// </summary>
internal sealed class LineWriter(LineServer server, LineEndpoint endpoint, TimeProvider time, ILogger log) : ITimeSeriesWriter
{
    /// <summary>Most measurements that the store is asked about; beyond it, integers are known by refusals only.</summary>
    public const int MeasurementLimit = 1_000;

    // A server keeps measurement and tags of a line as one key of 64 KiB at most, and refuses the whole request for a longer one.
    private const int KeyLimit = 60_000;

    // Each round leaves out one more field of one measurement; what takes more is looked for by halves.
    private const int RoundLimit = 64;

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly RefusedFields _refused = new(time);
    private readonly HashSet<(string Measurement, string Field)> _rounded = [];
    private bool _clearRefused;

    /// <inheritdoc />
    public string Name => server.Name;

    /// <inheritdoc />
    public long? PointsStored => null;

    /// <summary>The writer of a server.</summary>
    public static LineWriter Open(LineServer server, StoreContext context) =>
        new(server, new LineEndpoint(server, context.Time), context.Time, context.Log);

    /// <inheritdoc />
    public async Task<WriteResult> WriteAsync(IReadOnlyList<NodePoint> batch, CancellationToken cancellation)
    {
        await LearnIntegersAsync(batch, cancellation);
        var writes = batch.Select(point => new LineWrite(point)).ToList();
        writes.ForEach(Prepare);
        var failure = await PostAllAsync(writes, cancellation)
            ?? await ReplaceAsync([.. writes.Where(write => write.Source.Clears)], cancellation);
        if (failure is not null) return failure;

        return new WriteResult
        {
            Accepted = true,
            Rejected = [
                .. writes.Where(write => write.Refusal is not null).Select(write => new RejectedPoint(write.Source, write.Refusal!))],
            Trimmed = [.. writes.Where(write => write is { Refusal: null, Trimmed: > 0 })
                .Select(write => new TrimmedPoint(write.Source, write.Trimmed))],
        };
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        endpoint.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Prepare(LineWrite write)
    {
        if (server.Safe(write.Line.Point) is var safe && !ReferenceEquals(safe, write.Line.Point))
            write.Line = write.Line with { Point = safe };
        var point = write.Line.Point;
        ReportRounded(point);
        if (!PointTime.Fits(point.Time)) write.Refusal = "the time is outside of 1677 to 2262";
        else if (!LineProtocol.CanExpress(point)) write.Refusal = "the point has no measurement name or no value";
        else if (LineProtocol.KeySize(point) > KeyLimit) write.Refusal = $"measurement and tags are longer than {KeyLimit} bytes";
        else if (!server.TakesTexts)
            Trim(write, RefusedFields.WithoutTexts(point), $"{server.Title} stores numbers only, and the point has none");
        else Trim(write, _refused.Trim(point), "the store has every field of it in another type");
    }

    // A field has its type for a week or so of a store's time: who needs integers asks for the rest of it, once for each measurement.
    private async Task LearnIntegersAsync(IReadOnlyList<NodePoint> batch, CancellationToken cancellation)
    {
        if (server.QueryDatabase is null || !batch.Any(point => NeedsIntegers(point.Point))) return;
        foreach (var measurement in batch.Where(point => NeedsIntegers(point.Point)).Select(point => point.Point.Measurement).Distinct()
            .ToList())
        {
            if (_asked.Count >= MeasurementLimit || _asked.Contains(measurement)) continue;
            if (await endpoint.IntegerFieldsAsync(measurement, cancellation) is not { } fields) continue;
            _asked.Add(measurement);
            foreach (var field in fields) _refused.Learn(LineProtocol.Visible(measurement), field, RefusedFields.Integer);
        }
    }

    private static bool NeedsIntegers(Point point)
    {
        foreach (var (_, value) in point.Fields)
        {
            if (value.IsRounded && value.TryGetWhole(out _)) return true;
        }

        return false;
    }

    // A field of floats has no room for these digits: the nearest one is written, and told once.
    private void ReportRounded(Point point)
    {
        foreach (var (name, value) in point.Fields)
        {
            if (!value.IsRounded || (value.TryGetWhole(out _) && _refused.HoldsIntegers(point.Measurement, name))) continue;
            if (_rounded.Count < RefusedFields.Limit && _rounded.Add((point.Measurement, name)))
                log.FieldRounded(Name, point.Measurement, name);
        }
    }

    private static void Trim(LineWrite write, Point point, string ifEmpty)
    {
        if (ReferenceEquals(point, write.Line.Point)) return;
        if (!LineProtocol.CanExpress(point)) write.Refusal = ifEmpty;
        else write.Line = write.Line with { Point = point };
    }

    private async Task<WriteResult?> PostAllAsync(List<LineWrite> writes, CancellationToken cancellation)
    {
        foreach (var chunk in writes.Where(write => write.Refusal is null).Chunk(server.RequestLineLimit))
        {
            if (await PostPartsAsync(chunk, cancellation) is { } failure) return failure;
        }

        return null;
    }

    private async Task<WriteResult?> PostPartsAsync(LineWrite[] writes, CancellationToken cancellation)
    {
        if (!server.TakesTexts) return await PostAsync(writes, cancellation);
        foreach (var part in FieldTypes.Part(writes, _refused.HoldsIntegers))
        {
            if (await PostAsync(part, cancellation) is { } failure) return failure;
        }

        return null;
    }

    // Only a deletion takes a field away, and it takes the whole point: so nothing is deleted before the store has taken what comes in its
    // place, and whatever became of the deletion, that is written once more. Who dies in between is sent the frame again. Not every server
    // has a deletion of a single value; one that is not allowed must not stop everything else.
    private async Task<WriteResult?> ReplaceAsync(List<LineWrite> writes, CancellationToken cancellation)
    {
        writes.RemoveAll(write => write.Refusal is not null);
        if (server.QueryDatabase is null || writes.Count == 0) return null;
        var answer = await endpoint.ClearAsync([.. writes.Select(write => write.Line.Point)], cancellation);
        if (answer.Kind == LineAnswerKind.Unavailable) return WriteResult.Retry(answer.Error!, answer.RetryAfter);
        if (answer.Kind == LineAnswerKind.Refused && !_clearRefused) log.FieldsStay(Name, answer.Error!);
        _clearRefused = answer.Kind == LineAnswerKind.Refused;
        return await PostAllAsync(writes, cancellation);
    }

    private async Task<WriteResult?> PostAsync(ArraySegment<LineWrite> writes, CancellationToken cancellation)
    {
        LineAnswer answer = default;
        var told = new HashSet<(string, string, string)>();
        for (var round = 0; round < RoundLimit; round++)
        {
            if (writes.Count == 0) return null;
            answer = await endpoint.PostAsync(writes, _refused.HoldsIntegers, cancellation);
            if (answer.Kind == LineAnswerKind.Accepted) return null;
            if (answer.Kind == LineAnswerKind.Unavailable) return WriteResult.Retry(answer.Error!, answer.RetryAfter);
            // One field in two types, by time: each of the lines fits one of them, those of a moment the same.
            if (LineRefusal.Conflict(answer.Error!) is { } conflict && !told.Add(conflict) && writes.Count > 1)
                return await HalveAsync(writes.OrderBy(write => write.Source.Point.Time).ToArray(), answer.Error!, cancellation);
            if (LeaveOut(writes, answer.Error!) is not { } left) break;
            writes = left;
        }

        return LineRefusal.Dropped(answer.Error!) is { } dropped
            ? await FindDroppedAsync(writes, Math.Min(dropped, writes.Count), answer.Error!, cancellation)
            : await HalveAsync(writes, answer.Error!, cancellation);
    }

    // Leaves a field of another type out; returns what is still to be sent, or null when that was not the reason.
    private ArraySegment<LineWrite>? LeaveOut(ArraySegment<LineWrite> writes, string error)
    {
        if (LineRefusal.Conflict(error) is not var (measurement, field, stored)) return null;
        // A server keeps a field's type for each range of time: one that held integers an hour ago holds floats now.
        var wasInteger = _refused.HoldsIntegers(measurement, field);
        var isNews = _refused.Learn(measurement, field, stored);
        var isRewritten = wasInteger != _refused.HoldsIntegers(measurement, field);
        var concerned = new List<LineWrite>();
        foreach (var write in writes)
        {
            var trimmed = RefusedFields.Trim(write.Line.Point, measurement, field, stored);
            if (ReferenceEquals(trimmed, write.Line.Point)
                && !(isRewritten && RefusedFields.HasWhole(write.Line.Point, measurement, field))) continue;
            Trim(write, trimmed, error);
            concerned.Add(write);
        }

        if (concerned.Count == 0) return null;
        if (isNews) log.FieldRefused(Name, measurement, field, stored);
        // Where more was dropped than these, others had a field of another type, too.
        var all = LineRefusal.Dropped(error) == concerned.Count ? concerned : [.. writes];
        return all.Where(write => write.Refusal is null).ToArray();
    }

    // All but so many are written already: whoever is dropped again is one of them.
    private async Task<WriteResult?> FindDroppedAsync(
        ArraySegment<LineWrite> writes, int dropped, string error, CancellationToken cancellation)
    {
        if (dropped == 0) return null;
        if (LineRefusal.IsAge(error)) writes = writes.OrderBy(write => write.Source.Point.Time).Take(dropped).ToArray();
        if (dropped >= writes.Count)
        {
            foreach (var write in writes) write.Refusal = error;
            return null;
        }

        var (left, right) = (writes[..(writes.Count / 2)], writes[(writes.Count / 2)..]);
        var answer = await endpoint.PostAsync(left, _refused.HoldsIntegers, cancellation);
        if (answer.Kind == LineAnswerKind.Unavailable) return WriteResult.Retry(answer.Error!, answer.RetryAfter);
        var first = answer.Kind == LineAnswerKind.Accepted ? 0 : LineRefusal.Dropped(answer.Error!);
        var failure = first is { } known
            ? await FindDroppedAsync(left, Math.Min(known, dropped), answer.Error ?? error, cancellation)
            : await HalveAsync(left, answer.Error!, cancellation);
        return failure ?? await FindDroppedAsync(
            right, Math.Max(0, dropped - left.Count(write => write.Refusal is not null)), error, cancellation);
    }

    // Nothing is known to be written; the depth is the logarithm of the request's lines.
    private async Task<WriteResult?> HalveAsync(ArraySegment<LineWrite> writes, string error, CancellationToken cancellation)
    {
        if (writes.Count > 1) return await PostAsync(writes[..(writes.Count / 2)], cancellation)
            ?? await PostAsync(writes[(writes.Count / 2)..], cancellation);
        writes[0].Refusal = error;
        return null;
    }
}
