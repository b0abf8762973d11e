namespace EventEdge.Tests.Support;

/// <summary>Waits for a condition, with a limit that only a defect reaches.</summary>
public static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task IsTrue(Func<bool> condition, string what, TimeSpan? limit = null) =>
        IsTrue(() => Task.FromResult(condition()), what, limit);

    public static Task IsTrue(Func<bool> condition, Func<string> what, TimeSpan? limit = null) =>
        IsTrue(() => Task.FromResult(condition()), what, limit);

    public static Task IsTrue(Func<Task<bool>> condition, string what, TimeSpan? limit = null) => IsTrue(condition, () => what, limit);

    public static async Task IsTrue(Func<Task<bool>> condition, Func<string> what, TimeSpan? limit = null)
    {
        using var timer = new CancellationTokenSource(limit ?? Limit);
        while (!await condition())
        {
            if (timer.IsCancellationRequested) Assert.Fail($"not within {limit ?? Limit}: {what()}");
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }
}
