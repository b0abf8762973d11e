using System.Data.Common;
using EventEdge.CloudIngest.Ledger;
using EventEdge.Contracts.Bus;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>Hands what the ledger has noted of a node to that node in the same process.</summary>
internal sealed class LocalNotices(FrameLedger ledger) : INoticeBox
{
    /// <inheritdoc />
    public IReadOnlyList<NodeNotice> Read(string node)
    {
        try
        {
            return [.. ledger.UnreportedNotes().Where(note => note.Node == node).Select(note => note.ToNotice())];
        }
        catch (Exception error) when (error is DbException or IOException)
        {
            // Asked again later; what the disk refuses is on the health page.
            return [];
        }
    }

    /// <inheritdoc />
    public void Accept(string node, IReadOnlyList<NodeNotice> notices)
    {
        try
        {
            foreach (var note in ledger.UnreportedNotes().Where(note => note.Node == node && notices.Contains(note.ToNotice())).ToList())
                ledger.Reported(note);
        }
        catch (Exception error) when (error is DbException or IOException)
        {
            // Said again later, which changes nothing.
        }
    }
}
