using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;

namespace EventEdge.EdgeBridge.Outbox;

/// <content>To what the sequences belong.</content>
internal sealed partial class ResultOutbox
{
    /// <inheritdoc />
    public Guid Epoch => _numbering.Epoch;

    /// <summary>What happened to the numbering, for the ledger.</summary>
    public IReadOnlyList<NumberingNote> NumberingNotes => _numbering.Notes;

    /// <inheritdoc />
    public long NumberingFrom(DeliveryClass deliveryClass) => _numbering.From[(int)deliveryClass];

    /// <inheritdoc />
    // Takes the queues' locks inside its own, which whoever reads takes the other way round: so it belongs to the one loop that reads, see IOutboxReader.
    public bool Heed(NodeNotice notice, DateTimeOffset now)
    {
        lock (_persistGate)
        {
            var before = _numbering;
            var noted = before.With(new(now, notice.Kind, notice.Epoch, notice.Reason));
            var begins = notice.Kind == NodeNotice.Forked && notice.Epoch == before.Epoch;
            if (!begins && noted == before) return false;
            if (begins)
            {
                foreach (var queue in _queues) queue.Renumber();
                noted = Numbering.Begin([.. _queues.Select(queue => queue.Acknowledged + 1)], noted.Notes);
            }

            _numbering = noted;
            try
            {
                SavePosition(Array.ConvertAll(_queues, queue => queue.Offsets));
            }
            catch
            {
                _numbering = before;
                throw;
            }

            return true;
        }
    }
}
