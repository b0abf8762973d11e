using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>Asks again until there is an answer. A refused connection is not yet an answer.</summary>
internal static class Probe
{
    /// <summary>The first answer that is not null.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T?>> ask, string what, TimeSpan? limit = null)
        where T : class
    {
        T? answer = null;
        await Eventually.IsTrue(async () => (answer = await AskAsync(ask)) is not null, what, limit);
        return answer!;
    }

    private static async Task<T?> AskAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            // Nobody listens yet, or nobody answers within a request's time: on a crowded machine that is no answer either.
            return null;
        }
    }
}
