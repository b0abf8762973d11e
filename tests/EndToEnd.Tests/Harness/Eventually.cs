namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>Waits for a condition with a limit, and says what it waited for.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Long enough for a loaded machine; only a failing test ever waits so long.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null) =>
        GetAsync(async () => await condition() ? (object)true : null, what, limit);

    /// <summary>The first value that is not null. An <see cref="HttpRequestException"/> counts as "not yet".</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> probe, string what, TimeSpan? limit = null)
        where T : class
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < (limit ?? Limit))
        {
            try
            {
                if (await probe() is { } value) return value;
            }
            catch (HttpRequestException)
            {
            }

            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"waited {limit ?? Limit} for: {what}");
    }
}
