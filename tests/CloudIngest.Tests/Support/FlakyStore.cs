using EventEdge.CloudIngest.Stores;

namespace EventEdge.CloudIngest.Tests.Support;

/// <summary>A store in a list that can be down and can refuse points.</summary>
internal sealed class FlakyStore : ITimeSeriesWriter
{
    private readonly Lock _gate = new();
    private readonly List<NodePoint> _points = [];

    public volatile bool IsDown;

    /// <summary>Throws where a store never should: for one of the points.</summary>
    public Func<NodePoint, Exception?> Fails { get; set; } = _ => null;

    public Func<NodePoint, string?> Refuses { get; init; } = _ => null;

    public string Name => "flaky";

    public long? PointsStored => null;

    public IReadOnlyList<NodePoint> Points
    {
        get
        {
            lock (_gate) return [.. _points];
        }
    }

    public Task<WriteResult> WriteAsync(IReadOnlyList<NodePoint> batch, CancellationToken cancellation)
    {
        if (IsDown) return Task.FromResult(WriteResult.Retry("the store is down"));
        if (batch.Select(Fails).FirstOrDefault(error => error is not null) is { } failure) throw failure;
        var rejected = batch.Where(p => Refuses(p) is not null).Select(p => new RejectedPoint(p, Refuses(p)!)).ToList();
        var good = batch.Except(rejected.Select(r => r.Point)).ToList();
        lock (_gate) _points.AddRange(good);
        return Task.FromResult(new WriteResult { Accepted = true, Rejected = rejected });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
