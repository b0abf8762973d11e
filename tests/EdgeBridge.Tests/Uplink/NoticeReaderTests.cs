using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.EdgeBridge.Uplink.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Uplink;

/// <summary>The broker may forget what the cloud has said once the node has it on disk, and not before.</summary>
public sealed class NoticeReaderTests
{
    private readonly List<string> _done = [];

    [Fact]
    public async Task What_is_heeded_is_accepted_afterwards()
    {
        await ReaderOf(refuses: false).ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["heeded", "accepted", "ended"], _done);
    }

    [Fact]
    public async Task What_the_disk_refuses_stays_with_the_broker()
    {
        await Assert.ThrowsAsync<IOException>(() => ReaderOf(refuses: true).ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["ended"], _done);
    }

    private NoticeReader ReaderOf(bool refuses)
    {
        var outbox = new ScriptedOutbox
        {
            Heeding = _ =>
            {
                if (refuses) throw new IOException("disk full");
                _done.Add("heeded");
                return true;
            },
        };
        var transport = new ScriptedTransport
        {
            Notices = new ReadNotices(
                [new NodeNotice(NodeNotice.Forked, Guid.NewGuid(), DateTimeOffset.UnixEpoch, "forked")], () =>
                    Note("accepted"), () => Note("ended")),
        };
        return new(outbox, transport, "n1", TimeProvider.System, NullLogger.Instance);
    }

    private Task Note(string what)
    {
        _done.Add(what);
        return Task.CompletedTask;
    }
}
