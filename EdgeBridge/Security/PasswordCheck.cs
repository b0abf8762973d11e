using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// Checks passwords without holding up anybody else: a bounded number at a time, a bounded number waiting. One that was right is recognised
/// again by a keyed hash that means nothing outside this process, so that a fleet that reconnects does not cost a fleet of key derivations.
/// </summary>
internal sealed class PasswordCheck(WatchedFile<PasswordFile> users) : IDisposable
{
    /// <summary>
    /// Most checks that wait: those of a fleet that comes back at once, each with a connection of its own that is bounded already.
    /// </summary>
    public const int QueueLimit = 4096;

    /// <summary>Most of them for one peer: others come in beside it.</summary>
    public const int PeerQueueLimit = 3072;

    /// <summary>Most passwords recognised.</summary>
    public const int MemoryLimit = 10_000;

    private static readonly int Workers = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly SemaphoreSlim _free = new(Workers, Workers);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly KnownPasswords _known = new(MemoryLimit);
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>Whether this password was right before and still is: answers at once.</summary>
    public bool IsKnown(string user, byte[] password) =>
        users.Value.Find(user) is { } hash && _known.Contains(Trace(user, password, hash));

    /// <summary>Whether the password is the user's; null when too many wait already.</summary>
    /// <param name="peer">Who asks: each has its turn, however many others of one peer wait.</param>
    /// <param name="user">The user.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask<bool?> IsRightAsync(string peer, string user, byte[] password, CancellationToken cancellation)
    {
        if (password.Length > PasswordHash.PasswordBytesMax) return false;
        if (Enter(peer) is not { } line) return null;
        try
        {
            await line.Turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await CheckAsync(user, password, cancellation).ConfigureAwait(false);
            }
            finally
            {
                line.Turn.Release();
            }
        }
        finally
        {
            Leave(peer, line);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _free.Dispose();

    // Of a fleet with one password the first is checked, and the others are recognised by it.
    private async ValueTask<bool> CheckAsync(string user, byte[] password, CancellationToken cancellation)
    {
        if (IsKnown(user, password)) return true;
        await _free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return IsKnown(user, password) || await Task.Run(() => Derive(user, password), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    private Line? Enter(string peer)
    {
        lock (_lines)
        {
            _lines.TryGetValue(peer, out var line);
            if (_waiting >= QueueLimit || line?.Waiting >= PeerQueueLimit) return null;
            if (line is null) _lines[peer] = line = new Line(new SemaphoreSlim(Workers, Workers));
            _waiting++;
            line.Waiting++;
            return line;
        }
    }

    private void Leave(string peer, Line line)
    {
        lock (_lines)
        {
            _waiting--;
            if (--line.Waiting > 0) return;
            _lines.Remove(peer);
            line.Turn.Dispose();
        }
    }

    // An unknown user costs what a known one costs, so that names cannot be found out by the clock.
    private bool Derive(string user, byte[] password)
    {
        var hash = users.Value.Find(user);
        var matches = (hash ?? PasswordHash.OfNobody).Matches(password);
        if (hash is null || !matches) return false;
        _known.Add(Trace(user, password, hash));
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

    /// <summary>The checks of one peer.</summary>
    private sealed class Line(SemaphoreSlim turn)
    {
        public SemaphoreSlim Turn => turn;

        public int Waiting { get; set; }
    }
}

/// <summary>
/// Traces of passwords that were right. Full, the oldest is forgotten, and one only: to forget all at once would cost the whole fleet a key
/// derivation each. Any thread.
/// </summary>
/// <param name="limit">Most traces.</param>
internal sealed class KnownPasswords(int limit)
{
    private readonly ConcurrentDictionary<string, byte> _traces = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Traces that are known.</summary>
    public int Count => _traces.Count;

    /// <summary>Whether a trace is known.</summary>
    public bool Contains(string trace) => _traces.ContainsKey(trace);

    /// <summary>Remembers a trace.</summary>
    public void Add(string trace)
    {
        lock (_order)
        {
            if (_traces.ContainsKey(trace)) return;
            if (_order.Count >= limit) _traces.TryRemove(_order.Dequeue(), out _);
            _order.Enqueue(trace);
            _traces.TryAdd(trace, 0);
        }
    }
}
