using System.Runtime.ExceptionServices;
using Polly;

namespace EventEdge.Hosting.Retries;

/// <summary>
/// The one way in which both nodes try again what depends on somebody else: for as long as it takes, with pauses that grow up to a
/// limit and are drawn by chance (exponential, with decorrelated jitter), so that those who lost something at one moment do not come
/// back at one moment.
/// </summary>
/// <param name="first">Median of the first pause.</param>
/// <param name="limit">Longest pause that is drawn; a day at most.</param>
/// <param name="time">What measures pauses.</param>
/// <param name="isFailure">Whether an attempt is to be made again.</param>
/// <param name="onPause">Told of each failure and of the pause that follows.</param>
/// <param name="asked">The pause that the failure itself asks for; null leaves it to chance.</param>
internal sealed class Backoff<T>(
    TimeSpan first,
    TimeSpan limit,
    TimeProvider time,
    Func<Attempt<T>, bool> isFailure,
    Action<Attempt<T>, TimeSpan> onPause,
    Func<Attempt<T>, TimeSpan?>? asked = null)
{
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(1);

    // Made for the first failure: it takes 2 MB and some 50 ms, which a node in good order never pays.
    private readonly Lazy<ResiliencePipeline<T>> _again = new(() => new ResiliencePipelineBuilder<T> { TimeProvider = time }.AddRetry(new()
    {
        MaxRetryAttempts = int.MaxValue,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = Shorter(first, Shorter(limit, LongestLimit)),
        MaxDelay = Shorter(limit, LongestLimit),
        ShouldHandle = attempt => ValueTask.FromResult(isFailure(Of(attempt.Outcome))),
        DelayGenerator = attempt => ValueTask.FromResult(asked?.Invoke(Of(attempt.Outcome))),
        OnRetry = attempt =>
        {
            onPause(Of(attempt.Outcome), attempt.RetryDelay);
            return ValueTask.CompletedTask;
        },
    }).Build());

    /// <summary>Attempts until one is no failure.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before.</exception>
    public async Task<T> RunAsync(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var made = await MakeAsync(attempt, cancellation);
        if (!isFailure(made)) return made.Answer!;
        var isTold = false;
        return await _again.Value.ExecuteAsync(
            async token =>
            {
                if (isTold) return await attempt(token);
                isTold = true;
                if (made.Error is not null) ExceptionDispatchInfo.Throw(made.Error);
                return made.Answer!;
            },
            cancellation);
    }

    private async Task<Attempt<T>> MakeAsync(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        try
        {
            return new(await attempt(cancellation), null);
        }
        catch (Exception error) when (isFailure(new(default, error)))
        {
            return new(default, error);
        }
    }

    private static Attempt<T> Of(Outcome<T> outcome) => new(outcome.Result, outcome.Exception);

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
