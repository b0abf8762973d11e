using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Uplink.Transports;
using EventEdge.Hosting.Retries;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>
/// The one loop that empties the outbox: in <see cref="SendOrder"/>, a few frames in flight, each acknowledged to the outbox in order once
/// it is safe on the other side. After any failure the connection is replaced and everything unconfirmed is sent again.
/// </summary>
internal sealed class UplinkWorker : BackgroundService
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private readonly IOutboxReader _outbox;
    private readonly IFrameTransport _transport;
    private readonly LinkSwitch _link;
    private readonly UplinkStatus _status;
    private readonly UplinkOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly FrameBuilder _builder;
    private readonly Reconnection _links;
    private readonly SendOrder _order;
    private readonly NoticeReader _notices;

    // The link that lives has brought something across.
    private bool _isConfirmed;
    private long _lastConfirm;

    public UplinkWorker(
        IOutboxReader outbox, IFrameTransport transport, LinkSwitch link, UplinkStatus status, UplinkOptions options, TimeProvider time,
        ILogger<UplinkWorker> log)
    {
        _outbox = outbox;
        _transport = transport;
        _link = link;
        _status = status;
        _options = options;
        _time = time;
        _log = log;
        _builder = new FrameBuilder(options.Node, outbox, time);
        _notices = new NoticeReader(outbox, transport, options.Node, time, log);
        _links = new Reconnection(FirstPause, options.RetryDelayLimit, time, Report);
        _order = new SendOrder(outbox, options, time);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _links.RunAsync(RunLinkAsync, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is unconfirmed stays in the outbox and is sent again after the next start.
        }
        finally
        {
            await _transport.DisposeAsync();
        }
    }

    // One life of the link: until it is cut or something fails.
    private async Task<ConnectionEnd> RunLinkAsync(CancellationToken cancellation)
    {
        using var cut = new LinkMonitor(_link);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cut.Cut);
        var flight = new FrameFlight(_outbox, Confirmed);
        _isConfirmed = false;
        try
        {
            await PumpAsync(flight, life.Token);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            await life.CancelAsync();
            await flight.AbandonAsync();
            await _transport.ResetAsync();
            foreach (var deliveryClass in BusNames.Classes) _outbox.Rewind(deliveryClass);
            if (!cut.Cut.IsCancellationRequested) return new(ReasonOf(error), _isConfirmed);
            await WaitForLinkAsync(cut, cancellation);
        }

        return ConnectionEnd.Replaced;
    }

    private async Task PumpAsync(FrameFlight flight, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await ConnectAsync(cancellation);
        while (true)
        {
            // What it says may concern the numbers of whatever leaves next, so nothing is on its way meanwhile.
            if (flight.Count == 0 && _notices.IsDue) await _notices.ReadAsync(cancellation);
            while (!_notices.IsDue && flight.Count < _options.UnconfirmedFrameLimit && _order.Next() is { } batch)
            {
                var built = _builder.Build(batch);
                await LimitedAsync(_transport.OpenAsync, cancellation);
                flight.Add(built, SendAsync(built.Frame, cancellation));
                flight.AcknowledgeConfirmed();
            }

            if (flight.Count == 0) await WaitForWorkAsync(cancellation);
            else await flight.WaitAsync(
                !_notices.IsDue && flight.Count < _options.UnconfirmedFrameLimit ? WaitForWorkAsync : null, cancellation);
            flight.AcknowledgeConfirmed();
        }
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        await LimitedAsync(_transport.ConnectAsync, cancellation);
        // With something to send, only a confirm tells that the link is up; with nothing, a connection is all there is to know.
        if (_outbox.Depth.Records == 0) BecomeUp();
    }

    private void BecomeUp()
    {
        if (_status.State == UplinkState.Up) return;
        _log.Up();
        _status.Become(UplinkState.Up);
    }

    private void BecomeBlocked(string reason)
    {
        if (_status.State != UplinkState.Blocked) _log.Blocked(reason);
        _status.Blocked(reason);
    }

    private async Task SendAsync(OutgoingFrame frame, CancellationToken cancellation)
    {
        await LimitedAsync(limit => _transport.SendAsync(frame, limit), cancellation);
        Volatile.Write(ref _lastConfirm, _time.GetTimestamp());
    }

    // The time limit is ours because the client's own wait for a confirm may never end. A broker that is gone is noticed sooner, by asking.
    // One that is slow and confirms frame after frame is not: sending all of them again would only make it slower.
    private async Task LimitedAsync(Func<CancellationToken, Task> call, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var began = _time.GetTimestamp();
        var answer = call(limit.Token);
        try
        {
            while (!await IsAnsweredAsync(answer, cancellation))
            {
                await _transport.ProbeAsync(cancellation);
                if (_transport.Blocked is { } reason)
                {
                    // It is there and says that it does not take anything: a new connection would wait as well.
                    BecomeBlocked(reason);
                    began = _time.GetTimestamp();
                }
                else if (IsOver(began)) throw new TimeoutException();
            }
        }
        finally
        {
            await limit.CancelAsync();
        }
    }

    // One that is passed over does not wait for ever: once notices are due, no others leave until it is confirmed.
    private bool IsOver(long began) => _time.GetElapsedTime(began) >= _options.ConfirmTimeLimit
        && _time.GetElapsedTime(Volatile.Read(ref _lastConfirm)) >= _options.ConfirmTimeLimit;

    private async Task<bool> IsAnsweredAsync(Task answer, CancellationToken cancellation)
    {
        await answer.WaitAsync(ProbeInterval, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        if (!answer.IsCompleted) return false;
        await answer;
        return true;
    }

    private async Task WaitForWorkAsync(CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _transport.Lost);
        var waits = BusNames.Classes.Select(deliveryClass => _outbox.WaitAsync(deliveryClass, enough.Token)).ToList();
        if (_order.Pause is var pause && pause > TimeSpan.Zero) waits.Add(Task.Delay(pause, _time, enough.Token));
        var first = await Task.WhenAny(waits);
        if (_transport.Lost.IsCancellationRequested) throw new IOException("the connection to the broker has ended");
        await first;
        await enough.CancelAsync();
    }

    private void Confirmed(BuiltFrame built)
    {
        built.EndSpans();
        BecomeUp();
        _status.Confirmed(built.Points, built.Frame.Body.Length);
        _isConfirmed = true;
    }

    private async Task WaitForLinkAsync(LinkMonitor cut, CancellationToken cancellation)
    {
        _status.Failed(UplinkState.Cut, "the link is cut on purpose");
        _log.Cut();
        await cut.Restored.WaitAsync(cancellation);
        _status.Become(UplinkState.Starting);
    }

    private string ReasonOf(Exception error) =>
        error is TimeoutException ? $"no confirm within {_options.ConfirmTimeLimit.TotalSeconds:0.#} s" : error.Message;

    private void Report(ConnectionEnd end, TimeSpan pause)
    {
        _log.Failed(UplinkState.Down, end.Reason, pause, first: _status.State != UplinkState.Down);
        _status.Failed(UplinkState.Down, end.Reason);
    }
}
