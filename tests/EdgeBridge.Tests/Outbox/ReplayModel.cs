using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>
/// An uplink and a cloud as sets of numbers beside a real outbox: which records are committed, in flight, and confirmed. After every step
/// the outbox must agree.
/// </summary>
internal sealed class ReplayModel(ResultOutbox outbox, CancellationToken cancellation)
{
    private readonly Queue<OutboxBatch> _flight = new();
    private readonly HashSet<long> _confirmed = [];
    private ResultOutbox _outbox = outbox;
    private long _durable;
    private bool _hasForgotten;

    /// <summary>
    /// Steps: <c>c</c> commits three records, <c>f</c> sends a fresh batch, <c>b</c> one of the backlog, <c>A</c> confirms the oldest in
    /// flight, <c>r</c> loses the connection.
    /// </summary>
    public async Task RunAsync(string steps)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case 'c': await CommitAsync(); break;
                case 'f': Send(_outbox.TryNext(DeliveryClass.Normal, 4)); break;
                case 'b': Send(_outbox.TryNextDeferred(DeliveryClass.Normal, 4)); break;
                case 'A': Confirm(); break;
                default: Rewind(); break;
            }

            AssertAgrees();
        }
    }

    /// <summary>The outbox is opened again, after a clean end or after a crash.</summary>
    public async Task ReopenAsync(Func<ResultOutbox> open, bool crashed = true)
    {
        await _outbox.DisposeAsync();
        _hasForgotten |= crashed;
        _flight.Clear();
        _outbox = open();
        AssertAgrees();
    }

    /// <summary>Everything leaves; then every committed record must have been confirmed, and the outbox must be empty.</summary>
    public async Task DrainAsync()
    {
        while ((_outbox.TryNext(DeliveryClass.Normal, 4) ?? _outbox.TryNextDeferred(DeliveryClass.Normal, 4)) is { } batch)
        {
            Send(batch);
            Confirm();
        }

        Assert.Equal([], Missing(_durable));
        Assert.Equal((0L, 0L), (_outbox.Depth.Records, _outbox.Depth.Points));
        await _outbox.DisposeAsync();
    }

    private async Task CommitAsync()
    {
        long last = 0;
        for (var record = 0; record < 3; record++)
            last = _outbox.Commit(Some.Binding, 1, DeliveryClass.Normal, Some.Points(1), cancellation);
        await _outbox.FlushAsync(cancellation);
        _durable = last;
    }

    private void Send(OutboxBatch? batch)
    {
        if (batch is null) return;
        Assert.Equal(batch.LastSequence - batch.FirstSequence + 1, batch.Records.Count);
        var reported = batch.Deferred.SelectMany(range => Numbers(range.First, range.Last)).ToHashSet();
        var flying = _flight.SelectMany(flying => Numbers(flying.FirstSequence, flying.LastSequence)).ToHashSet();
        Assert.All(Missing(batch.FirstSequence - 1),
            sequence => Assert.True(reported.Contains(sequence) || flying.Contains(sequence), $"{sequence} was skipped"));
        if (!_hasForgotten) Assert.Empty(reported.Intersect(_confirmed));
        _flight.Enqueue(batch);
    }

    private void Confirm()
    {
        if (!_flight.TryDequeue(out var batch)) return;
        _confirmed.UnionWith(Numbers(batch.FirstSequence, batch.LastSequence));
        _outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
    }

    private void Rewind()
    {
        _flight.Clear();
        _outbox.Rewind(DeliveryClass.Normal);
    }

    // A crash may forget confirms, never invent one.
    private void AssertAgrees()
    {
        var acknowledged = _outbox.HighestAcknowledged(DeliveryClass.Normal);
        Assert.Empty(Missing(acknowledged));
        var last = _outbox.Positions[(int)DeliveryClass.Normal].Last;
        var waiting = last - _confirmed.Count;
        Assert.InRange(_outbox.Depth.Records, waiting, _hasForgotten ? last : waiting);
        Assert.Equal(_outbox.Depth.Records, _outbox.Depth.Points);
    }

    private List<long> Missing(long through) => [.. Numbers(1, through).Where(sequence => !_confirmed.Contains(sequence))];

    private static IEnumerable<long> Numbers(long first, long last)
    {
        for (var number = first; number <= last; number++) yield return number;
    }
}
