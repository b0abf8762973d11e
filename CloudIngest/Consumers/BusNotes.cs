using System.Text.Json;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Bus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// What the cloud leaves on the bus beside frames it has taken: the mark of the ledger that is fed from it, by which the next one knows
/// that it is not the first and two know of each other, and notices for nodes whose numbers are not what they think.
/// </summary>
internal sealed class BusNotes(RabbitMqOptions options, FrameLedger ledger, TimeProvider time, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan QueueLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, object?> OneMessage = new() { ["x-max-length"] = 1 };

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly RefusedQueues _refused = new(time);
    private IConnection? _connection;
    private LedgerMark? _mark;
    private bool _isLeft;
    private bool _isHeldUp;

    /// <summary>Compares the bus's mark with this ledger and leaves its own; before the first frame is taken.</summary>
    public async Task MarkAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(CallLimit);
        await _gate.WaitAsync(limit.Token);
        try
        {
            await LimitedAsync(ExchangeMarksAsync, limit.Token);
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason?.ReplyCode == Constants.AccessRefused)
        {
            // Frames come first: without its mark a ledger knows less of its past, and says so.
            log.MarkRefused(refused.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && _mark is not null)
        {
            // So do they while a memory or disk alarm stops who publishes: taking frames may be what ends it. The mark is left a little
            // later.
            if (!_isHeldUp) log.MarkRefused("the broker takes no messages for now");
            _isHeldUp = true;
            await CloseAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_mark is null || stoppingToken.IsCancellationRequested) continue;
            try
            {
                await MarkAsync(stoppingToken);
                await ReportAsync(stoppingToken);
            }
            catch (Exception error)
            {
                // A bus that is down is told by whoever listens to it.
                log.NotesFailed(error.Message);
            }
        }

        await CloseAsync();
    }

    // The client does not heed its token everywhere: closing a channel or a connection that is just ending may wait for ever. Whatever is
    // given up here is left alone with its connection, so that the next call begins anew and nobody who waits for the gate, as the bus
    // does, waits for it.
    private async Task LimitedAsync(Func<IChannel, CancellationToken, Task> call, CancellationToken limit)
    {
        try
        {
            await OnChannelAsync().WaitAsync(limit);
        }
        catch (OperationCanceledException)
        {
            await CloseAsync();
            throw;
        }

        async Task OnChannelAsync()
        {
            await using var channel = await OpenAsync(limit);
            await call(channel, limit);
        }
    }

    private async Task ExchangeMarksAsync(IChannel channel, CancellationToken cancellation)
    {
        await channel.QueueDeclareAsync(BusNames.LedgerQueue, true, false, false, OneMessage, cancellationToken: cancellation);
        var found = await channel.BasicGetAsync(BusNames.LedgerQueue, autoAck: false, cancellation);
        var former = found is null ? null : Read(found.Body.Span);
        // Whoever finds another mark than the one it left knows that somebody else takes frames as well, and leaves its own for that one to
        // find.
        if (_isLeft && former is not null && former != _mark) ledger.MeetOther(former);
        _mark ??= ledger.Begin(former);
        if (former == _mark)
        {
            _isLeft = true;
            await channel.BasicNackAsync(found!.DeliveryTag, false, requeue: true, cancellation);
            return;
        }

        await channel.BasicPublishAsync(
            string.Empty, BusNames.LedgerQueue, true, Persistent(), JsonSerializer.SerializeToUtf8Bytes(_mark), cancellation);
        _isLeft = true;
        if (found is not null) await channel.BasicAckAsync(found.DeliveryTag, false, cancellation);
        foreach (var note in ledger.TakeNews()) log.Noted(note);
    }

    private async Task ReportAsync(CancellationToken cancellation)
    {
        foreach (var note in ledger.UnreportedNotes(except: _refused.Contains))
        {
            if (BusNames.NoticeQueue(note.Node) is { } queue && !await TryLeaveAsync(queue, note, cancellation)) continue;
            ledger.Reported(note);
        }
    }

    // A queue that somebody declared otherwise, or that the cloud may not use, is that node's matter: the others hear what there is for
    // them.
    private async Task<bool> TryLeaveAsync(string queue, HistoryNote note, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(QueueLimit);
        await _gate.WaitAsync(limit.Token);
        try
        {
            await LimitedAsync((channel, token) => LeaveAsync(channel, queue, note.ToNotice(), token), limit.Token);
            _refused.Remove(note.Node);
            return true;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested && IsOfQueue(error))
        {
            if (_refused.Add(note.Node)) log.NoticeRefused(note.Node, queue, error.Message);
            // A queue that does not answer costs one round its time, not each.
            if (error is OperationCanceledException) throw;
            return false;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static bool IsOfQueue(Exception error) => error switch
    {
        OperationInterruptedException refused =>
            refused.ShutdownReason?.ReplyCode is Constants.PreconditionFailed or Constants.AccessRefused or Constants.ResourceLocked
                or Constants.NotFound,
        PublishException or OperationCanceledException => true,
        _ => false,
    };

    private static async Task LeaveAsync(IChannel channel, string queue, NodeNotice notice, CancellationToken cancellation)
    {
        await channel.QueueDeclareAsync(
            queue, true, false, false, new Dictionary<string, object?>(BusNames.NoticeQueueArguments), cancellationToken: cancellation);
        await channel.BasicPublishAsync(string.Empty, queue, true, Persistent(), notice.ToBytes(), cancellation);
    }

    private static BasicProperties Persistent() => new() { Persistent = true, ContentType = BusNames.ContentType };

    private static LedgerMark? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<LedgerMark>(body);
        }
        catch (JsonException)
        {
            return null; // somebody else's message: it makes room for ours
        }
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellation)
    {
        if (_connection is not { IsOpen: true })
        {
            await CloseAsync();
            var factory = new ConnectionFactory
            { Uri = options.Uri, CredentialsProvider = new BrokerCredentials(options), AutomaticRecoveryEnabled = false };
            _connection = await factory.CreateConnectionAsync("eventedge cloud notes", cancellation);
        }

        return await _connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellation);
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is not { } connection) return;
        await EndAsync(connection).WaitAsync(CloseLimit * 2, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task EndAsync(IConnection connection)
    {
        await connection.AbortAsync(CloseLimit);
        await connection.DisposeAsync();
    }
}
