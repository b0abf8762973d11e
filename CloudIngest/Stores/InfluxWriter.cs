namespace EventEdge.CloudIngest.Stores;

/// <summary>
/// Writes line protocol to InfluxDB 1, 2, 3 and VictoriaMetrics. A request the server refuses is halved until the bad line stands
/// alone; that line is rejected with the server's words, all others are written.
/// </summary>
internal sealed class InfluxWriter(string name, LineEndpoint endpoint, RevisionMemory revisions, int requestLineLimit) : ITimeSeriesWriter
{
    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public long? PointsStored => null;

    /// <inheritdoc />
    public async Task<WriteResult> WriteAsync(IReadOnlyList<NodePoint> batch, CancellationToken cancellation)
    {
        var current = revisions.Current(batch, out var stale);
        revisions.Remember(current);
        var rejected = new List<RejectedPoint>();
        var writable = Writable(current, rejected);
        foreach (var chunk in writable.Chunk(requestLineLimit))
        {
            if (await PostAsync(chunk, rejected, cancellation) is { } failure) return failure;
        }

        var refused = rejected.Select(r => r.Point).ToHashSet(ReferenceEqualityComparer.Instance);
        var created = writable.Count(p => p.Point.Revision == 0 && !refused.Contains(p));
        return new WriteResult { Accepted = true, Created = created, Stale = stale, Rejected = rejected };
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        endpoint.Dispose();
        revisions.Dispose();
        return ValueTask.CompletedTask;
    }

    // Halves on refusal; the depth is the logarithm of the request's lines.
    private async Task<WriteResult?> PostAsync(ArraySegment<NodePoint> points, List<RejectedPoint> rejected, CancellationToken cancellation)
    {
        var answer = await endpoint.PostAsync(points, cancellation);
        if (answer.Kind == LineAnswerKind.Accepted) return null;
        if (answer.Kind == LineAnswerKind.Unavailable) return WriteResult.Retry(answer.Error!, answer.RetryAfter);
        if (points.Count == 1)
        {
            rejected.Add(new RejectedPoint(points[0], answer.Error!));
            return null;
        }

        var half = points.Count / 2;
        return await PostAsync(points[..half], rejected, cancellation) ?? await PostAsync(points[half..], rejected, cancellation);
    }

    private static List<NodePoint> Writable(IReadOnlyList<NodePoint> points, List<RejectedPoint> rejected)
    {
        var writable = new List<NodePoint>(points.Count);
        foreach (var point in points)
        {
            if (!PointTime.Fits(point.Point.Time)) rejected.Add(new RejectedPoint(point, "the time is outside of 1677 to 2262"));
            else if (!LineProtocol.CanExpress(point.Point))
                rejected.Add(new RejectedPoint(point, "the point has no measurement name or no value"));
            else writable.Add(point);
        }

        return writable;
    }
}
