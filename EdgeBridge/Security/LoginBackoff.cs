using System.Net;

namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// Makes guessing slow: after a few failures in a row of one address or one user, further attempts are refused unchecked for a time that
/// doubles up to a limit. Bounded in what it remembers; the longest forgotten goes first.
/// </summary>
internal sealed class LoginBackoff(TimeProvider time)
{
    /// <summary>Failures that cost nothing yet: somebody mistypes.</summary>
    public const int FreeFailures = 5;

    /// <summary>Most addresses and users remembered.</summary>
    public const int MemoryLimit = 10_000;

    /// <summary>The first pause.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, and how long a failure is remembered.</summary>
    public static readonly TimeSpan PauseLimit = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Failures> _failures = new(StringComparer.Ordinal);

    /// <summary>Whether attempts from the address are refused now.</summary>
    public bool Holds(IPAddress address) => IsHeld(KeyOf(address));

    /// <summary>Whether attempts for the user are refused now.</summary>
    public bool Holds(string user) => IsHeld($"user:{user}");

    /// <summary>An attempt has failed.</summary>
    public void Failed(IPAddress address, string? user)
    {
        Count(KeyOf(address));
        if (user is not null) Count($"user:{user}");
    }

    /// <summary>An attempt has succeeded: what went before was mistyped.</summary>
    public void Succeeded(IPAddress address, string? user)
    {
        lock (_gate)
        {
            _failures.Remove(KeyOf(address));
            if (user is not null) _failures.Remove($"user:{user}");
        }
    }

    private static string KeyOf(IPAddress address) => $"net:{PeerNetwork.Of(address)}";

    private bool IsHeld(string key)
    {
        lock (_gate) return _failures.TryGetValue(key, out var failures) && time.GetUtcNow() < failures.HeldUntil;
    }

    private void Count(string key)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var count = _failures.TryGetValue(key, out var known) && now - known.At < PauseLimit ? known.Count + 1 : 1;
            if (known is null && _failures.Count >= MemoryLimit) _failures.Remove(_failures.MinBy(one => one.Value.At).Key);
            _failures[key] = new(count, now, now + Pause(count));
        }
    }

    private static TimeSpan Pause(int count)
    {
        if (count < FreeFailures) return TimeSpan.Zero;
        var doubled = FirstPause.TotalSeconds * Math.Pow(2, Math.Min(count - FreeFailures, 20));
        return TimeSpan.FromSeconds(Math.Min(doubled, PauseLimit.TotalSeconds));
    }

    private sealed record Failures(int Count, DateTimeOffset At, DateTimeOffset HeldUntil);
}
