using EventEdge.Hosting.Retries;

namespace EventEdge.Hosting.Tests.Retries;

public sealed class ReconnectionTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Pauses_grow_up_to_the_limit_while_no_connection_holds()
    {
        var refused = Enumerable.Repeat(new ConnectionEnd("refused", Held: false), 30);
        var runs = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PausesAsync(refused)));
        Assert.All(runs.SelectMany(pauses => pauses), pause => Assert.InRange(pause, TimeSpan.Zero, Limit));
        Assert.True(runs.Average(pauses => pauses[10].TotalSeconds) > 10 * runs.Average(pauses => pauses[0].TotalSeconds));
        Assert.All(runs, pauses => Assert.Equal(Limit, pauses[^1]));
    }

    [Fact]
    public async Task Nodes_that_lost_the_broker_at_one_moment_come_back_at_many()
    {
        ConnectionEnd[] ends = [new("lost", Held: true), new("refused", Held: false), new("refused", Held: false)];
        var runs = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PausesAsync(ends)));
        Assert.True(runs.Select(pauses => pauses[0]).Distinct().Count() > 45);
        Assert.True(runs.Select(pauses => pauses[2]).Distinct().Count() > 45);
    }

    [Fact]
    public async Task After_a_connection_that_held_pauses_begin_small_again()
    {
        var refused = Enumerable.Repeat(new ConnectionEnd("refused", Held: false), 20);
        var pauses = await PausesAsync([.. refused, new("lost", Held: true), new("refused", Held: false)]);
        Assert.True(pauses[19] > Limit / 2);
        Assert.True(pauses[20] <= 2 * First, $"{pauses[20]} follows a connection that held");
    }

    [Fact]
    public async Task A_pause_that_is_asked_for_is_kept()
    {
        var pauses = await PausesAsync(
        [
            new("busy", Held: false) { Pause = TimeSpan.FromSeconds(7) }, new("taken over", Held: true) { Pause = TimeSpan.FromSeconds(9) },
            new("busy", Held: false) { Pause = TimeSpan.FromHours(1) },
        ]);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(9), TimeSpan.FromHours(1)], pauses);
    }

    [Fact]
    public async Task A_connection_that_is_replaced_on_purpose_is_followed_at_once() =>
        Assert.Single(await PausesAsync([ConnectionEnd.Replaced, ConnectionEnd.Replaced, new("refused", Held: false)]));

    [Fact]
    public async Task Each_end_is_told_once_with_its_reason()
    {
        var told = new List<string>();
        await RunAsync([new("refused", Held: false), new("lost", Held: true), new("late", Held: false)], (end, _) => told.Add(end.Reason));
        Assert.Equal(["refused", "lost", "late"], told);
    }

    [Fact]
    public async Task A_fault_of_the_program_is_no_outage()
    {
        var reconnection = new Reconnection(First, Limit, new ImmediateTime(), (_, _) => { });
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => reconnection.RunAsync(_ => throw new InvalidOperationException(), TestContext.Current.CancellationToken));
    }

    private static async Task<List<TimeSpan>> PausesAsync(IEnumerable<ConnectionEnd> ends)
    {
        var pauses = new List<TimeSpan>();
        await RunAsync(ends, (_, pause) => pauses.Add(pause));
        return pauses;
    }

    private static async Task RunAsync(IEnumerable<ConnectionEnd> ends, Action<ConnectionEnd, TimeSpan> onPause)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var script = ends.GetEnumerator();
        var reconnection = new Reconnection(First, Limit, new ImmediateTime(), onPause);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reconnection.RunAsync(_ => Task.FromResult(Next()), stop.Token));

        ConnectionEnd Next()
        {
            if (script.MoveNext()) return script.Current;
            stop.Cancel();
            return ConnectionEnd.Replaced;
        }
    }
}
