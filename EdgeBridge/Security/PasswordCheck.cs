using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// Checks passwords without holding up anybody else: a bounded number at a time, a bounded number waiting. One that was right is recognised
/// again by a keyed hash that means nothing outside this process, so that a fleet that reconnects does not cost a fleet of key derivations.
/// </summary>
internal sealed class PasswordCheck(WatchedFile<PasswordFile> users) : IDisposable
{
    /// <summary>Most checks that wait.</summary>
    public const int QueueLimit = 256;

    /// <summary>Most passwords recognised.</summary>
    public const int MemoryLimit = 10_000;

    private static readonly int Workers = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly SemaphoreSlim _free = new(Workers, Workers);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>Whether this password was right before and still is: answers at once.</summary>
    public bool IsKnown(string user, byte[] password) => users.Value.Find(user) is { } hash && _known.ContainsKey(Trace(user, password, hash));

    /// <summary>Whether the password is the user's; null when too many wait already.</summary>
    public async ValueTask<bool?> IsRightAsync(string user, byte[] password, CancellationToken cancellation)
    {
        if (password.Length > PasswordHash.PasswordBytesMax) return false;
        if (Interlocked.Increment(ref _waiting) > QueueLimit)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _free.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await Task.Run(() => Derive(user, password), CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _free.Dispose();

    // An unknown user costs what a known one costs, so that names cannot be found out by the clock.
    private bool Derive(string user, byte[] password)
    {
        var hash = users.Value.Find(user);
        var matches = (hash ?? PasswordHash.OfNobody).Matches(password);
        if (hash is null || !matches) return false;
        if (_known.Count >= MemoryLimit) _known.Clear();
        _known.TryAdd(Trace(user, password, hash), 0);
        return true;
    }

    // The stored hash is part of it: a changed password is forgotten by itself.
    private string Trace(string user, byte[] password, PasswordHash hash)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in (ReadOnlySpan<byte[]>)[Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(hash.ToString()), password])
        {
            mac.AppendData(BitConverter.GetBytes(part.Length));
            mac.AppendData(part);
        }

        return Convert.ToBase64String(mac.GetHashAndReset());
    }
}
