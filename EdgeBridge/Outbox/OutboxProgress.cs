using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Queues;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// What the outbox remembers beside its logs: to what its sequences belong, what may have left, what was acknowledged, how far bindings
/// have emitted. Acknowledgements go to the disk together, a while after the first of them. Life: any use, Stop, Persist.
/// </summary>
internal sealed class OutboxProgress
{
    private readonly OutboxOptions _options;
    private readonly OutboxPositionStore _positions;
    private readonly OutboxQueue[] _queues;
    private readonly OutboxSpace _space;
    private readonly EmittedCursors _cursors;
    private readonly MergeFrontier _frontier;
    private readonly BindingTally[] _settled;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Interruption _unsaved = new();
    private readonly ITimer _timer;
    private readonly bool _wasPressed;
    private readonly long _calmBytes;
    private volatile Numbering _numbering;
    private volatile bool _savedPressed;
    private int _dirty;

    public OutboxProgress(
        OutboxOptions options, OutboxPositionStore positions, OutboxRecovery recovered, OutboxSpace space, EmittedCursors cursors,
        TimeProvider time, ILogger logger)
    {
        (_options, _positions, _space, _cursors, _logger) = (options, positions, space, cursors, logger);
        (_queues, _frontier, _settled, _numbering) = (recovered.Queues, recovered.Frontier, recovered.Settled, recovered.Numbering);
        _wasPressed = _savedPressed = recovered.WasPressed;
        _calmBytes = options.CalmBytes(_queues.Length);
        _timer = time.CreateTimer(_ => Persist(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>To what the sequences belong.</summary>
    public Numbering Numbering => _numbering;

    // A drain knows the limit, and not where the node begins to merge.
    private bool IsPressed => _options.IsDraining ? _wasPressed : _space.Bytes > _calmBytes;

    /// <summary>What became of the points of a binding version that did not leave as they were committed.</summary>
    public PointTally TallyOf(string binding, string version) =>
        new TallyTable().Add(_settled).Add(_queues.SelectMany(queue => queue.Tallies())).Of(binding, version);

    /// <inheritdoc cref="IOutboxReader.Heed"/>
    // Takes the queues' locks inside its own, which whoever reads takes the other way round: so it belongs to the one loop that reads, see
    // IOutboxReader.
    public bool Heed(NodeNotice notice, DateTimeOffset now)
    {
        lock (_gate)
        {
            var before = _numbering;
            var noted = before.With(new(now, notice.Kind, notice.Epoch, notice.Reason));
            var begins = notice.Kind == NodeNotice.Forked && notice.Epoch == before.Epoch;
            if (!begins && noted == before) return false;
            if (begins)
            {
                foreach (var queue in _queues) queue.Delivery.Renumber();
                noted = Numbering.Begin([.. _queues.Select(queue => queue.Acknowledged + 1)], noted.Notes, now);
            }

            _numbering = noted;
            try
            {
                Write(Offsets());
            }
            catch
            {
                _numbering = before;
                throw;
            }

            return true;
        }
    }

    /// <summary>
    /// Remembers on the disk what is about to leave. A disk that takes nothing while a drain sends cannot: as long as the outbox was calm
    /// that is as well, since the next start takes all of it for sent.
    /// </summary>
    public void Promise(DeliveryClass deliveryClass, QueueOffsets promised, Action<QueueOffsets> become)
    {
        lock (_gate)
        {
            var offsets = Offsets();
            offsets[(int)deliveryClass] = promised;
            try
            {
                Write(offsets);
            }
            catch (Exception refused) when (_options.IsDraining && !_wasPressed && refused is IOException or UnauthorizedAccessException)
            {
                // It is sent again as it was.
            }

            become(promised);
        }
    }

    /// <summary>Nothing more leaves: what is promised is what has left.</summary>
    public void SettlePromises()
    {
        foreach (var queue in _queues)
        {
            if (queue.Delivery.Settle()) Volatile.Write(ref _dirty, 1);
        }
    }

    /// <summary>Something was acknowledged: it goes to the disk soon, and at once where room is needed.</summary>
    public void Acknowledged(bool needsRoom)
    {
        if (needsRoom)
        {
            Volatile.Write(ref _dirty, 1);
            Persist();
        }
        else
        {
            Touch();
        }
    }

    /// <summary>Something was appended: whether the outbox is calm is worth remembering when it changes.</summary>
    public void Appended()
    {
        if (IsPressed != _savedPressed) Touch();
    }

    /// <inheritdoc cref="ICapacity.SavePosition"/>
    public void Save()
    {
        lock (_gate) Write(Offsets());
    }

    /// <summary>Writes acknowledgements and cursors, then gives back the space: a cursor is never forgotten with its record.</summary>
    public void Persist()
    {
        lock (_gate)
        {
            if (Interlocked.Exchange(ref _dirty, 0) == 0) return;
            var offsets = Offsets();
            try
            {
                Write(offsets);
                _unsaved.End();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                if (_unsaved.Begin()) _logger.PositionFailed(_options.Directory, failure);
                Touch();
                return;
            }

            for (var index = 0; index < _queues.Length; index++) _queues[index].Trim(offsets[index].Acknowledged);
            _space.Freed();
        }
    }

    /// <summary>From now on only <see cref="Persist"/> writes.</summary>
    public ValueTask StopAsync() => _timer.DisposeAsync();

    private void Touch()
    {
        if (Interlocked.Exchange(ref _dirty, 1) == 0) _timer.Change(_options.PositionInterval, Timeout.InfiniteTimeSpan);
    }

    private void Write(QueueOffsets[] offsets)
    {
        var tallies = new TallyTable().Add(_settled).Add(_queues.SelectMany((queue, index) => queue.Tallies(offsets[index].Acknowledged)));
        _positions.Save(OutboxPosition.Of(
            _numbering, offsets, _cursors.Snapshot(), [.. tallies.Entries], _frontier.Promised) with
        { Pressed = IsPressed });
        _savedPressed = IsPressed;
    }

    private QueueOffsets[] Offsets() => Array.ConvertAll(_queues, queue => queue.Offsets);
}
