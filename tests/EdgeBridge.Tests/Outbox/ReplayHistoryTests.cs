using CsCheck;
using EventEdge.EdgeBridge.Tests.Storage;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>
/// Any history of commits, sends, confirms, lost connections, restarts and power cuts: everything is delivered, nothing is skipped.
/// </summary>
public sealed class ReplayHistoryTests
{
    private static readonly Gen<string> Steps = Gen.OneOf<char>('c', 'c', 'c', 'f', 'f', 'b', 'b', 'A', 'A', 'r').Array[1, 40]
        .Select(steps => new string(steps));

    private static readonly Gen<(string Steps, int Cut)[]> Histories = Gen.Select(
        Steps, Gen.Int[0, 100], (steps, cut) => (steps, cut)).Array[1, 6];

    [Fact]
    public Task Every_committed_record_is_delivered_in_any_history() => Histories.SampleAsync(async history =>
    {
        var disk = new SimulatedDisk();
        var model = new ReplayModel(ReplayTests.Open(disk), TestContext.Current.CancellationToken);
        foreach (var (steps, cut) in history)
        {
            await model.RunAsync(steps);
            var random = new Random(cut);
            if (cut > 30) disk.CutPower(() => random.Next(2) == 0);
            await model.ReopenAsync(() => ReplayTests.Open(disk), crashed: cut > 30);
        }

        await model.DrainAsync();
    }, iter: 300, threads: 1);
}
