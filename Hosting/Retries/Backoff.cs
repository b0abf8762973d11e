using Polly;
using Polly.Retry;

namespace EventEdge.Hosting.Retries;

/// <summary>
/// The one way in which both nodes try again what depends on somebody else: for as long as it takes, with pauses that grow up to a limit and are drawn by
/// chance (exponential, with decorrelated jitter), so that those who lost something at one moment do not come back at one moment.
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

    private readonly ResiliencePipeline<T> _attempts = new ResiliencePipelineBuilder<T> { TimeProvider = time }.AddRetry(new RetryStrategyOptions<T>
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
    }).Build();

    /// <summary>Attempts until one is no failure.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before.</exception>
    public async Task<T> RunAsync(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation) =>
        await _attempts.ExecuteAsync(static async (attempt, token) => await attempt(token), attempt, cancellation);

    private static Attempt<T> Of(Outcome<T> outcome) => new(outcome.Result, outcome.Exception);

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
