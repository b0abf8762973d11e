using EventEdge.CloudIngest.Ingest;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ingest;

/// <summary>Before anything is written, the store's own health tells; afterwards, writes do.</summary>
public sealed class StoreWatchTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StoreStatus _status = new();
    private readonly CollectingLog<StoreWatch> _log = new();
    private readonly StoreWatch _watch;
    private volatile string? _problem = "the store at http://h:1/ is not running";
    private int _asked;

    public StoreWatchTests() => _watch = new(
        _ =>
        {
            Interlocked.Increment(ref _asked);
            return Task.FromResult<string?>(_problem);
        },
        "influxdb1", _status, TimeSpan.FromSeconds(30), _time, _log);

    public async ValueTask DisposeAsync()
    {
        await _watch.StopAsync(CancellationToken.None);
        _watch.Dispose();
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_down_before_the_first_result_and_told_once()
    {
        await StartAsync();
        await PassUntilAsync(() => Volatile.Read(ref _asked) > 4);

        Assert.Contains("is not running", _status.Problem("influxdb1")!.Reason, StringComparison.Ordinal);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task One_that_answers_later_is_no_problem_any_more_and_is_not_asked_again()
    {
        await StartAsync();
        _problem = null;
        await PassUntilAsync(() => _status.Problem("influxdb1") is null);

        var asked = _asked;
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((StoreState.Starting, asked), (_status.State, _asked));
    }

    [Fact]
    public async Task A_write_has_the_last_word()
    {
        await StartAsync();
        _status.Up();
        await PassUntilAsync(() => Volatile.Read(ref _asked) > 1);

        Assert.Equal(StoreState.Up, _status.State);
    }

    private async Task StartAsync()
    {
        await _watch.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrue(() => _status.State == StoreState.Down, "the store is seen to be down");
    }

    private Task PassUntilAsync(Func<bool> condition) => Eventually.IsTrue(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return condition();
        },
        "what was waited for happened");
}
