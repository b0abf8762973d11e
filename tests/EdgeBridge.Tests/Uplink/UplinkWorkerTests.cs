using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Uplink;

public sealed class UplinkWorkerTests : IAsyncLifetime
{
    private readonly ScriptedOutbox _outbox = new();
    private readonly ScriptedTransport _transport = new();
    private readonly LinkSwitch _link = new();
    private readonly UplinkStatus _status = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CollectingLog<UplinkWorker> _log = new();
    private readonly UplinkWorker _worker;

    public UplinkWorkerTests() => _worker = new UplinkWorker(
        _outbox, _transport, _link, _status, new UplinkOptions { Node = "edge-1", UnconfirmedFrameLimit = 3 }, _time, _log);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _worker.StopAsync(CancellationToken.None);

    [Fact]
    public async Task The_most_urgent_class_leaves_first()
    {
        _outbox.Add(DeliveryClass.Bulk, 1);
        _outbox.Add(DeliveryClass.Normal, 1);
        _outbox.Add(DeliveryClass.Alarm, 1);
        await StartAsync();

        await SentAsync(3);

        Assert.Equal([DeliveryClass.Alarm, DeliveryClass.Normal, DeliveryClass.Bulk], _transport.Sent.Select(f => f.Class));
    }

    [Fact]
    public async Task No_more_frames_are_in_flight_than_allowed()
    {
        _outbox.Add(DeliveryClass.Normal, 5);
        await StartAsync();
        await SentAsync(3);
        Assert.Equal(3, _transport.Sent.Count);

        _transport.Confirm(0);
        await SentAsync(4);

        Assert.Equal(4, _transport.Sent.Count);
        Assert.Equal(1, _outbox.Acknowledged(DeliveryClass.Normal));
    }

    [Fact]
    public async Task A_confirm_out_of_order_waits_for_the_older_frame()
    {
        _outbox.Add(DeliveryClass.Normal, 2);
        await StartAsync();
        await SentAsync(2);

        _transport.Confirm(1);
        _outbox.Add(DeliveryClass.Alarm, 1);
        await SentAsync(3);
        Assert.Equal(0, _outbox.Acknowledged(DeliveryClass.Normal));
        _transport.Confirm(0);

        await Until(() => _outbox.Acknowledged(DeliveryClass.Normal) == 2);
    }

    [Fact]
    public async Task After_a_failure_everything_unconfirmed_is_sent_again_under_the_same_ids()
    {
        _outbox.Add(DeliveryClass.Normal, 2);
        await StartAsync();
        await SentAsync(2);

        _transport.Fail(0);
        await Until(() => _status.State == UplinkState.Down);
        await ForwardUntil(() => _transport.Sent.Count == 4);

        Assert.Equal(1, _transport.Resets);
        Assert.Equal("the broker is gone", _status.LastError);
        Assert.Equal(_transport.Sent.Take(2).Select(f => f.MessageId), _transport.Sent.Skip(2).Select(f => f.MessageId));
    }

    [Fact]
    public async Task A_confirm_that_never_comes_ends_in_a_new_connection()
    {
        _outbox.Add(DeliveryClass.Normal, 1);
        await StartAsync();
        await SentAsync(1);

        await ForwardUntil(() => _transport.Sent.Count == 2);

        Assert.Equal(1, _transport.Resets);
        Assert.Contains("30 s", _status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_is_slow_and_goes_on_keeps_its_connection()
    {
        var opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _transport.Opening = opening.Task;
        _outbox.Add(DeliveryClass.Normal, 4);
        await StartAsync();
        await ForwardAsync(TimeSpan.FromSeconds(25));
        Assert.Empty(_transport.Sent);
        opening.SetResult();
        for (var frame = 0; frame < 4; frame++)
        {
            await SentAsync(frame + 1);
            await ForwardAsync(TimeSpan.FromSeconds(25));
            _transport.Confirm(frame);
            await Until(() => _outbox.Acknowledged(DeliveryClass.Normal) == frame + 1);
        }

        Assert.Equal((0, 4), (_transport.Resets, _transport.Sent.Count));
    }

    [Fact]
    public async Task A_frame_that_the_broker_passes_over_is_sent_again_although_others_are_confirmed()
    {
        _outbox.Add(DeliveryClass.Normal, 1);
        await StartAsync();
        await SentAsync(1);
        await ForwardAsync(TimeSpan.FromSeconds(10));
        _outbox.Add(DeliveryClass.Alarm, 1);
        await SentAsync(2);
        _transport.Confirm(1);
        await Until(() => _outbox.Acknowledged(DeliveryClass.Alarm) == 1);

        await ForwardUntil(() => _transport.Resets == 1);
    }

    [Fact]
    public async Task A_cut_link_sends_nothing_and_a_restored_one_sends_everything()
    {
        _link.Set(cut: true);
        _outbox.Add(DeliveryClass.Normal, 1);
        await StartAsync();
        await Until(() => _status.State == UplinkState.Cut);
        Assert.Empty(_transport.Sent);

        _link.Set(cut: false);
        await SentAsync(1);
        _transport.Confirm(0);

        await Until(() => _outbox.Acknowledged(DeliveryClass.Normal) == 1);
        await Until(() => _status.State == UplinkState.Up);
    }

    [Fact]
    public async Task A_broker_that_takes_nothing_for_now_is_waited_for_on_the_same_connection()
    {
        _transport.Blocked = "memory alarm";
        _outbox.Add(DeliveryClass.Normal, 1);
        await StartAsync();
        await SentAsync(1);

        await ForwardUntil(() => _status.State == UplinkState.Blocked);
        Assert.Equal("memory alarm", _status.LastError);
        for (var minute = 0; minute < 60; minute++) _time.Advance(TimeSpan.FromMinutes(1));
        _transport.Blocked = null;
        _transport.Confirm(0);

        await ForwardUntil(() => _status.State == UplinkState.Up);
        Assert.Equal(0, _transport.Resets);
        Assert.Equal(1, _outbox.Acknowledged(DeliveryClass.Normal));
    }

    [Fact]
    public async Task A_connection_that_ends_while_nothing_is_sent_is_replaced()
    {
        await StartAsync();
        await Until(() => _status.State == UplinkState.Up);

        await _transport.Connection.CancelAsync();

        await Until(() => _status.State == UplinkState.Down);
        await ForwardUntil(() => _status.State == UplinkState.Up);
        Assert.Equal(1, _transport.Resets);
    }

    [Fact]
    public async Task A_broker_that_stays_away_is_logged_once_and_so_is_its_return()
    {
        _transport.Answer = () => Task.FromException(new IOException("nobody there"));
        _outbox.Add(DeliveryClass.Normal, 1);
        await StartAsync();
        await ForwardUntil(() => _status.Retries > 20);
        _transport.Answer = () => Task.CompletedTask;
        await ForwardUntil(() => _status.State == UplinkState.Up);

        Assert.Equal(
            [LogLevel.Warning, LogLevel.Information], _log.Lines.Where(line => line.Level > LogLevel.Debug).Select(line => line.Level));
        Assert.Contains("nobody there", _log.Lines[0].Line, StringComparison.Ordinal);
    }

    private Task StartAsync() => _worker.StartAsync(CancellationToken.None);

    private Task SentAsync(int count) => Until(() => _transport.Sent.Count >= count);

    private async Task ForwardAsync(TimeSpan time)
    {
        var end = _time.GetUtcNow() + time;
        await ForwardUntil(() => _time.GetUtcNow() >= end);
    }

    // Moves virtual time while waiting: the worker may not have reached its wait yet.
    private Task ForwardUntil(Func<bool> condition) => Until(condition, () => _time.Advance(TimeSpan.FromSeconds(1)));

    private static async Task Until(Func<bool> condition, Action? meanwhile = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, "the condition was not met");
            meanwhile?.Invoke();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
