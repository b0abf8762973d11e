using EventEdge.Hosting.Retries;

namespace EventEdge.Hosting.Tests.Retries;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly List<TimeSpan> _pauses = [];

    [Fact]
    public async Task What_fails_is_tried_until_it_succeeds()
    {
        var attempts = 0;
        var answer = await RunAsync(() => ++attempts < 100 ? -1 : 7);
        Assert.Equal((7, 100, 99), (answer, attempts, _pauses.Count));
        Assert.All(_pauses, pause => Assert.InRange(pause, TimeSpan.Zero, Limit));
    }

    [Fact]
    public async Task Nothing_is_attempted_once_it_was_cancelled()
    {
        var attempts = 0;
        var backoff = new Backoff<int>(First, Limit, TimeProvider.System, _ => false, (_, _) => { });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => backoff.RunAsync(_ => Task.FromResult(++attempts), new CancellationToken(canceled: true)));
        Assert.Equal(0, attempts);
    }

    [Fact]
    public async Task What_the_other_side_asks_for_goes_before_chance()
    {
        var asked = new Queue<TimeSpan?>([TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(5)]);
        await RunAsync(() => asked.Count > 0 ? -1 : 7, () => asked.Dequeue());
        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(5)], _pauses);
    }

    [Fact]
    public async Task A_limit_below_the_first_pause_holds_from_the_beginning()
    {
        var left = 20;
        await RunAsync(() => left-- > 0 ? -1 : 7, limit: TimeSpan.FromMilliseconds(10));
        Assert.All(_pauses, pause => Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromMilliseconds(10)));
    }

    [Fact]
    public async Task An_error_is_a_failure_where_it_is_said_to_be_and_else_the_end()
    {
        var attempts = 0;
        Assert.Equal(7, await RunAsync(() => ++attempts == 1 ? throw new IOException() : 7));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(() => throw new InvalidOperationException()));
        Assert.Single(_pauses);
    }

    [Fact]
    public async Task A_limit_beyond_a_day_is_a_day()
    {
        var left = 60;
        await RunAsync(() => left-- > 0 ? -1 : 7, limit: TimeSpan.FromDays(365));
        Assert.Equal(TimeSpan.FromDays(1), _pauses[^1]);
    }

    [Fact]
    public async Task A_success_at_once_pauses_never()
    {
        await RunAsync(() => 7);
        Assert.Empty(_pauses);
    }

    private Task<int> RunAsync(Func<int> attempt, Func<TimeSpan?>? asked = null, TimeSpan? limit = null)
    {
        var backoff = new Backoff<int>(
            First,
            limit ?? Limit,
            new ImmediateTime(),
            made => made.Answer < 0 || made.Error is IOException,
            (_, pause) => _pauses.Add(pause),
            _ => asked?.Invoke());
        return backoff.RunAsync(_ => Task.FromResult(attempt()), TestContext.Current.CancellationToken);
    }
}
