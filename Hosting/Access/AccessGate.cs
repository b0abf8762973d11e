using System.Net;
using Microsoft.Extensions.Logging;

namespace EventEdge.Hosting.Access;

/// <summary>
/// Decides who may ask a process over HTTP, writes down what was decided, and follows the files behind it. Life: Open, any number of
/// decisions, DisposeAsync.
/// </summary>
public sealed class AccessGate : IAsyncDisposable
{
    private readonly WatchedFile<BearerToken>? _token;
    private readonly FileWatch _watch;

    /// <param name="options">What it is opened with.</param>
    /// <param name="certificate">The process's certificate; null where there is none.</param>
    /// <param name="further">Further files to be followed.</param>
    /// <param name="time">Clock of the audit log and of pauses.</param>
    /// <param name="logger">Told of changed files.</param>
    internal AccessGate(
        AccessOptions options, ServerCertificate? certificate, IEnumerable<(Func<bool> Refresh, string Name)> further, TimeProvider time,
        ILogger logger)
    {
        if (options.HttpTokenFile is { } token) _token = new(content => BearerToken.Parse(content[0]), token);
        Certificate = certificate;
        Backoff = new(time);
        Audit = new(options.AuditDirectory, time, logger);
        SecretFiles.Warn(logger, options.TlsKey, options.HttpTokenFile);
        _watch = new([.. Files(), .. further], Audit, options.PollInterval, time, logger);
    }

    /// <summary>Decisions so far.</summary>
    public SecurityCounts Counts => Audit.Counts;

    /// <summary>HTTP asks for a token.</summary>
    public bool AsksForToken => _token is not null;

    /// <summary>Changes when who may come in may have changed.</summary>
    internal int Version => _watch.Version;

    /// <summary>The audit log.</summary>
    internal AuditLog Audit { get; }

    /// <summary>Slows down who guesses.</summary>
    internal LoginBackoff Backoff { get; }

    /// <summary>What the process shows over TLS; null where it is not configured.</summary>
    internal ServerCertificate? Certificate { get; }

    /// <summary>Reads every file once.</summary>
    /// <exception cref="SecurityException">A file is missing or broken, or settings contradict each other.</exception>
    public static AccessGate Open(AccessOptions options, TimeProvider time, ILogger logger)
    {
        options.Validate();
        return new(options, ServerCertificate.Of(options), [], time, logger);
    }

    /// <summary>Decides on a request over HTTP; without a token configured every request is let in.</summary>
    internal TokenVerdict Check(IPAddress peer, string? token)
    {
        if (_token is null) return TokenVerdict.Right;
        // Nobody guesses a token of that length: who has the right one is served whatever others do from the same address.
        if (token is not null && _token.Value.Matches(token)) return TokenVerdict.Right;
        if (Backoff.Holds(peer)) return TokenVerdict.TooManyFailures;
        if (token is null) return TokenVerdict.Missing;
        Backoff.Failed(peer, null);
        return TokenVerdict.Wrong;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync().ConfigureAwait(false);
        await Audit.DisposeAsync().ConfigureAwait(false);
    }

    private IEnumerable<(Func<bool> Refresh, string Name)> Files()
    {
        if (_token is not null) yield return (_token.Refresh, _token.Name);
        if (Certificate is not null) yield return (Certificate.Refresh, Certificate.Name);
    }
}
