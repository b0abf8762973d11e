using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>How patient a binding is with its function.</summary>
/// <param name="Timeout">Longest one attempt may take.</param>
/// <param name="Attempts">Attempts at one call.</param>
/// <param name="Backoff">Pause before the second attempt.</param>
internal sealed record CallPolicy(TimeSpan Timeout, int Attempts, TimeSpan Backoff)
{
    /// <summary>Crashes after which a call is not tried again, however many attempts are left.</summary>
    public const int CrashLimit = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public static CallPolicy Of(FunctionConfig config)
    {
        var retry = config.Retry ?? new();
        return new(config.Timeout, retry.Attempts, retry.Backoff);
    }

    /// <summary>The pause after so many attempts: doubled each time, up to 30 s.</summary>
    public TimeSpan PauseAfter(int attempts)
    {
        var pause = Backoff * Math.Pow(2, Math.Min(attempts, 30) - 1);
        return pause < LongestPause ? pause : LongestPause;
    }
}
