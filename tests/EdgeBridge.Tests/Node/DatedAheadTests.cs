using EventEdge.EdgeBridge.Tests.Clock;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>
/// A clock was ahead for long and was set back: that readings go on being dated ahead is told as long as they are, by whichever run.
/// </summary>
public sealed class DatedAheadTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "press/{device}" }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [t] } }
            emit: { measurement: press }
        """;

    private readonly TempDirectory _files = new();
    private readonly MachineClock _machine = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task It_is_told_until_no_reading_has_come_for_as_long()
    {
        _machine.Wrong = TimeSpan.FromDays(1);
        await using (var node = await StartAsync()) await node.PublishAsync("press/1", "{\"t\":1}");
        _machine.Wrong = TimeSpan.Zero;
        for (var run = 0; run < 2; run++)
        {
            await using var node = await StartAsync();
            for (var n = 0; n < 3; n++)
            {
                _machine.Advance(TimeSpan.FromSeconds(1));
                await node.PublishAsync("press/1", "{\"t\":1}");
            }

            await node.DrainAsync();
            await ToldAsync(node, reported => reported is not null);
            _machine.Advance(TimeSpan.FromHours(20)); // Each run is shorter than what it is ahead.
        }

        _machine.Advance(TimeSpan.FromDays(2));
        await using var last = await StartAsync();
        await last.PublishAsync("press/1", "{\"t\":1}");
        await last.DrainAsync();
        await ToldAsync(last, reported => reported is null);
    }

    private Task<TestNode> StartAsync() => TestNode.StartAsync(_files.Path, Bindings, _machine);

    private static Task ToldAsync(TestNode node, Func<string?, bool> isRight) =>
        Eventually.IsTrue(() => isRight(node.Node.Health.Look().FirstOrDefault(one => one.Check == "clock")?.Reason), "the clock's health");
}
