using System.Data.Common;
using EventEdge.CloudIngest.Ledger;
using EventEdge.Contracts.Bus;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>Hands what the ledger has noted of a node to that node in the same process.</summary>
internal sealed class LocalNotices(FrameLedger ledger) : INoticeBox
{
    /// <inheritdoc />
    public IReadOnlyList<NodeNotice> Take(string node)
    {
        try
        {
            var notes = ledger.UntoldNotes().Where(note => note.Node == node).ToList();
            foreach (var note in notes) ledger.Told(note);
            return [.. notes.Select(note => note.ToNotice())];
        }
        catch (Exception error) when (error is DbException or IOException)
        {
            // Asked again later; what the disk refuses is on the health page.
            return [];
        }
    }
}
