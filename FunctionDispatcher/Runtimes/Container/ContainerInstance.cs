using Docker.DotNet;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>
/// One container that answers calls over HTTP, as many at a time as <c>scale.concurrency</c> says. Life: constructed starting, ready,
/// calls, Stop or Retire; it is removed when it has ended, whatever ended it. A start goes on while calls come and give up waiting for
/// it: no call has been seen by then, and the next finds it ready.
/// </summary>
internal sealed class ContainerInstance : IFunctionInstance
{
    /// <summary>Server errors in a row after which another container is tried.</summary>
    public const int ErrorLimit = 3;

    /// <summary>Longest time from its start until it is ready.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private const uint StopGraceSeconds = 2;
    private const int WordsLooks = 10;
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WordsPause = TimeSpan.FromMilliseconds(50);

    private readonly ContainerFunction _function;
    private readonly ErrorTail _errors;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _ending = new();
    private FunctionEndpoint? _endpoint;
    private FunctionAnswer? _end;
    private bool _isRetired;
    private int _serverErrors;

    public ContainerInstance(ContainerFunction function)
    {
        _function = function;
        _errors = new ErrorTail(function.Binding.Name, function.Time, function.Logger);
        Name = $"eventedge-{function.Binding.Name}-{Guid.NewGuid():n}"[..^20];
        function.Engine.Run(LiveAsync);
    }

    /// <summary>The name of the container.</summary>
    public string Name { get; }

    public bool IsRunning
    {
        get
        {
            lock (_ending) return _end is null;
        }
    }

    public Task Gone => _gone.Task;

    public async ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        if (await UntilReadyAsync(cancellation).ConfigureAwait(false) is { } unavailable) return unavailable;
        var written = _errors.Written;
        try
        {
            var answer = await _endpoint!.CallAsync(input, cancellation).ConfigureAwait(false);
            return answer.Fault == FunctionFault.Crashed ? await FailedAsync(answer, written).ConfigureAwait(false) : Answered(answer);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            End(FunctionFault.TimedOut, "it was stopped because it did not answer in time");
            return _end!.Value;
        }
        catch (Exception error) when (ContainerErrors.IsExpected(error))
        {
            await EndedAsync(ContainerErrors.Sentence(error)).ConfigureAwait(false);
        }

        // Only the call that took too long is to blame for that; the others are made again.
        return _end!.Value.Fault == FunctionFault.TimedOut
            ? FunctionAnswer.Failed(FunctionFault.Unavailable, "the function's container was stopped, as another call in it took too long")
            : _end.Value;
    }

    public void Stop(string reason) => End(FunctionFault.Unavailable, reason);

    public void Retire(string reason)
    {
        _isRetired = true;
        End(FunctionFault.Unavailable, reason);
    }

    private async ValueTask<FunctionAnswer?> UntilReadyAsync(CancellationToken cancellation)
    {
        if (!_ready.Task.IsCompleted)
        {
            await _ready.Task.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_ready.Task.IsCompleted)
                return FunctionAnswer.Failed(
                    FunctionFault.Unavailable, "the function's container is still starting, or its image is being fetched");
        }

        lock (_ending) return _end;
    }

    private FunctionAnswer Answered(in FunctionAnswer answer)
    {
        _serverErrors = 0;
        return answer;
    }

    // What it wrote about its failure is on the way by another road, which may be the longer one.
    private async Task<FunctionAnswer> FailedAsync(FunctionAnswer answer, long written)
    {
        if (++_serverErrors >= ErrorLimit) End(FunctionFault.Crashed, $"it failed {ErrorLimit} calls in a row");
        for (var look = 0; look == 0 || (look < WordsLooks && _errors.Written == written && !_ended.Task.IsCompleted); look++)
            await _ended.Task.WaitAsync(WordsPause, _function.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return answer with { Errors = _errors.Text };
    }

    // A connection that breaks means that the container ends, and why is known when it has; or that only its server is done for.
    private async Task EndedAsync(string symptom)
    {
        await _ended.Task.WaitAsync(EndLimit, _function.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        End(FunctionFault.Crashed, $"it broke off the call: {symptom}");
    }

    private async Task LiveAsync()
    {
        DockerClient? client = null;
        try
        {
            client = await _function.Engine.PrepareAsync(_stop.Token).ConfigureAwait(false);
            var image = await _function.CreateAsync(client, Name, _stop.Token).ConfigureAwait(false);
            using var output = await _function.Engine.WithinLimitAsync(
                limit => client.Containers.AttachContainerAsync(Name, new() { Stream = true, Stdout = true, Stderr = true }, limit),
                _stop.Token).ConfigureAwait(false);
            await client.Containers.StartContainerAsync(Name, new(), _stop.Token).ConfigureAwait(false);
            ContainerTelemetry.Started(_function.Logger, Name, _function.Binding.Name, image.ID);
            await ServeAsync(client, new ContainerOutput(_errors, _function.Time).FollowAsync(output, _stop.Token)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FunctionUnusableException || ContainerErrors.IsExpected(error))
        {
            if (error is DockerApiException) _function.Engine.Forget();
            End(FunctionFault.Unavailable, error is FunctionUnusableException ? error.Message : ContainerErrors.Sentence(error));
        }

        if (client is not null) await RemoveAsync(client).ConfigureAwait(false);
        _endpoint?.Dispose();
        _gone.TrySetResult();
    }

    private async Task ServeAsync(DockerClient client, Task output)
    {
        _endpoint = await _function.EndpointAsync(client, Name, _stop.Token).ConfigureAwait(false);
        var isReady = await IsReadyBeforeAsync(output).ConfigureAwait(false);
        if (isReady) _ready.TrySetResult();
        await output.ConfigureAwait(false);
        if (_stop.IsCancellationRequested) return;
        var end = await _function.EndOfAsync(client, Name, _stop.Token).ConfigureAwait(false);
        End(isReady ? FunctionFault.Crashed : FunctionFault.Unavailable, isReady ? end : $"{end} before it was ready");
    }

    private async Task<bool> IsReadyBeforeAsync(Task output)
    {
        using var limit = new CancellationTokenSource(StartLimit, _function.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        var ready = _endpoint!.UntilReadyAsync(either.Token);
        try
        {
            if (await Task.WhenAny(ready, output).ConfigureAwait(false) == ready)
            {
                await ready.ConfigureAwait(false);
                return true;
            }

            await either.CancelAsync().ConfigureAwait(false);
            return false;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new FunctionUnusableException($"it was not ready {Quantity.Format(StartLimit)} after its start");
        }
    }

    private async Task RemoveAsync(DockerClient client)
    {
        if (_isRetired)
        {
            try
            {
                await _function.Engine.WithinLimitAsync(
                    limit => client.Containers.StopContainerAsync(Name, new() { WaitBeforeKillSeconds = StopGraceSeconds }, limit),
                    CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception error) when (ContainerErrors.IsExpected(error))
            {
                // What cannot be asked is ended by force.
            }
        }

        await _function.Engine.RemoveAsync(Name).ConfigureAwait(false);
    }

    private void End(FunctionFault fault, string reason)
    {
        lock (_ending)
        {
            if (_end is not null) return;
            ContainerTelemetry.Stopped(_function.Logger, Name, _function.Binding.Name, reason);
            _end = FunctionAnswer.Failed(fault, $"the function's container failed: {reason}", _errors.Text);
        }

        _ = _stop.CancelAsync();
        _ended.TrySetResult();
        _ready.TrySetResult();
    }
}
