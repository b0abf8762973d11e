using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EventEdge.Hosting.Access;

/// <summary>
/// Makes guessing slow: after a few failures in a row of one address or one user, further attempts are refused unchecked for a time that
/// doubles up to a limit. Bounded in what it remembers; the longest forgotten goes first. Times are those that have passed, whatever the
/// clock shows.
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

    private const int NameLimit = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Failures> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _familiar = new(StringComparer.Ordinal);

    /// <summary>Whether attempts from the address are refused now.</summary>
    public bool Holds(IPAddress address) => IsHeld(KeyOf(address));

    /// <summary>Whether attempts for the user are refused now.</summary>
    public bool Holds(string user) => IsHeld($"user:{Short(user)}");

    /// <summary>
    /// Whether an attempt for the user from the address may be looked at although one of them is held: the user has come in from there
    /// before, and nobody there has guessed at it lately. So guesses from elsewhere, or at others, keep nobody out, and guesses from the
    /// user's own place are as slow as everybody's.
    /// </summary>
    public bool IsFamiliar(IPAddress address, string user)
    {
        lock (_gate) return _familiar.ContainsKey(PairOf(address, user)) && !IsHeld(PairOf(address, user));
    }

    /// <summary>An attempt has failed.</summary>
    public void Failed(IPAddress address, string? user)
    {
        Count(KeyOf(address));
        if (user is null) return;
        Count($"user:{Short(user)}");
        Count(PairOf(address, user));
    }

    /// <summary>A familiar attempt has failed: it counts for its place only.</summary>
    public void FailedFamiliar(IPAddress address, string user) => Count(PairOf(address, user));

    /// <summary>An attempt has succeeded: what went before was mistyped.</summary>
    public void Succeeded(IPAddress address, string? user)
    {
        lock (_gate)
        {
            _failures.Remove(KeyOf(address));
            if (user is null) return;
            _failures.Remove($"user:{Short(user)}");
            _failures.Remove(PairOf(address, user));
            Recognise(PairOf(address, user));
        }
    }

    private static string PairOf(IPAddress address, string user) => $"pair:{Short(user)} {PeerNetwork.Of(address)}";

    // Whoever is not let in chooses the name, and a CONNECT has room for thousands of characters.
    private static string Short(string user) =>
        user.Length <= NameLimit ? user : Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(user.AsSpan())));

    private void Recognise(string pair)
    {
        if (_familiar.Count >= MemoryLimit && !_familiar.ContainsKey(pair)) _familiar.Remove(_familiar.MinBy(one => one.Value).Key);
        _familiar[pair] = time.GetTimestamp();
    }

    private static string KeyOf(IPAddress address) => $"net:{PeerNetwork.Of(address)}";

    private bool IsHeld(string key)
    {
        lock (_gate) return _failures.TryGetValue(key, out var failures) && time.GetElapsedTime(failures.At) < failures.Pause;
    }

    private void Count(string key)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            var count = _failures.TryGetValue(key, out var known) && time.GetElapsedTime(known.At, now) < PauseLimit ? known.Count + 1 : 1;
            if (known is null && _failures.Count >= MemoryLimit) _failures.Remove(_failures.MinBy(one => one.Value.At).Key);
            _failures[key] = new(count, now, PauseAfter(count));
        }
    }

    private static TimeSpan PauseAfter(int count)
    {
        if (count < FreeFailures) return TimeSpan.Zero;
        var doubled = FirstPause.TotalSeconds * Math.Pow(2, Math.Min(count - FreeFailures, 20));
        return TimeSpan.FromSeconds(Math.Min(doubled, PauseLimit.TotalSeconds));
    }

    private sealed record Failures(int Count, long At, TimeSpan Pause);
}
