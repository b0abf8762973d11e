using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;
using EventEdge.EndToEnd.Tests.Reference;

namespace EventEdge.EndToEnd.Tests.Faults;

/// <summary>What a PUBACK promises when the process dies without a word.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly string Series = Places.NabFiles.Single(f => f.Contains("machine_temperature", StringComparison.Ordinal));
    private static readonly string Name = Path.GetFileNameWithoutExtension(Series);

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Killed_in_the_middle_of_a_replay_no_acknowledged_event_is_lost()
    {
        var port = Scratch.FreePort();
        var expected = SqlReference.Tumbling([Series]);
        var rows = expected.Values.Sum(w => w.Count);
        var sender = new RetransmittingSender(port, $"nab/{Name}");
        await using (var first = await StartAsync(port))
        {
            var sending = sender.SendAsync(Series, TestContext.Current.CancellationToken);
            await Eventually.IsTrue(() => Task.FromResult(sender.Acknowledged > rows / 3), "a third of the replay");
            first.Process.Kill();
            Assert.True(sender.Acknowledged < rows, "the kill came after the replay");
            await using var second = await StartAsync(port);
            await sending.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, TestContext.Current.CancellationToken);
            var status = await second.StatusAsync(s => s.IsDrained, "everything to be decided");
            Assert.Equal(0, status.Unexplained);
            // Only what was sent a second time can be late, in each of the two bindings: the first copies had moved the watermark.
            Assert.InRange(status.Late, 0, 2 * sender.Resent);
            await WindowsMustHoldEveryRowAsync(expected, sender.Resent);
        }
    }

    [Fact]
    public async Task What_waits_for_the_link_survives_a_kill()
    {
        var port = Scratch.FreePort();
        await using (var first = await StartAsync(port))
        {
            await first.CutLinkAsync(cut: true);
            await Command.ReplayAsync(port, [Series]);
            await first.StatusAsync(s => s.OutboxPoints > 0, "results to wait");
            first.Process.Kill();
        }

        await using var second = await StartAsync(port);
        await new EmbeddedStore(_scratch.File("data")).MustBecomeAsync("nab_hourly", SqlReference.Tumbling([Series]));
        var status = await second.StatusAsync(s => s.IsDrained, "the outbox to drain");
        Assert.Equal(0, status.Unexplained);
    }

    private Task<Node> StartAsync(int port) => Node.UpAsync(Places.Bindings("nab.yaml"), _scratch.File("data"), port);

    /// <summary>
    /// A row resent because its acknowledgement was lost in the crash may count twice: extremes are exact, counts lie between the rows and
    /// the attempts.
    /// </summary>
    private async Task WindowsMustHoldEveryRowAsync(Dictionary<WindowKey, Stats> expected, int resent)
    {
        var store = new EmbeddedStore(_scratch.File("data"));
        IReadOnlyDictionary<WindowKey, Stats> stored = new Dictionary<WindowKey, Stats>();
        try
        {
            await Eventually.IsTrue(
                async () => Lacking(expected, stored = await store.WindowsAsync("nab_hourly")).Count == 0, "every row in its window");
        }
        catch (Exception)
        {
            Assert.Fail(string.Join('\n', Lacking(expected, stored).Take(10)));
        }

        Assert.InRange(stored.Values.Sum(w => w.Count) - expected.Values.Sum(w => w.Count), 0, resent);
    }

    private static List<string> Lacking(Dictionary<WindowKey, Stats> expected, IReadOnlyDictionary<WindowKey, Stats> stored) =>
    [
        .. expected
            .Where(w => !(
                stored.TryGetValue(w.Key, out var s) && s.Min.Equals(w.Value.Min) && s.Max.Equals(w.Value.Max) && s.Count >= w.Value.Count))
            .Select(w => $"{w.Key}: expected {w.Value}, stored {stored.GetValueOrDefault(w.Key)}"),
    ];
}
