using EventEdge.Cli;
using EventEdge.Hosting.Process;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.Nodes;

/// <summary>
/// How a tool reaches a node: over HTTP while it runs, otherwise its files, with the directory's lock held so that none starts meanwhile.
/// </summary>
internal sealed class NodeAccess : IDisposable
{
    private readonly DataDirectory? _held;

    private NodeAccess(string? data, NodeApi? api, DataDirectory? held)
    {
        Data = data;
        Api = api;
        _held = held;
    }

    /// <summary>The data directory; null when only an address is known.</summary>
    public string? Data { get; }

    /// <summary>The running node; null when it is stopped.</summary>
    public NodeApi? Api { get; }

    /// <summary>The address that stands instead of a data directory; null when none is given.</summary>
    /// <exception cref="CommandFailure">It is no address, or both are given: one of them would be left aside without a word.</exception>
    public static HostPort? Address(string? http, ResolvedSettings settings)
    {
        if (http is null) return null;
        return settings.IsFlag(KnownSettings.Data)
            ? throw CommandFailure.BadInput($"--http and {KnownSettings.Data.Flag} name a node each; leave one of the two out")
            : Check.Address("--http", http);
    }

    /// <exception cref="CommandFailure">There is no such directory, or its node runs and does not say where.</exception>
    public static NodeAccess Open(string? data, HostPort? http, NodeKey key)
    {
        if (http is not null) return new(null, new NodeApi(new UriBuilder(Scheme(http, key), http.Host, http.Port).Uri, key), null);
        var directory = data ?? "data";
        if (!Directory.Exists(directory)) throw CommandFailure.BadInput($"there is no data directory {directory} (--data)");
        if (DataDirectory.TryHold(directory) is { } held) return new(directory, null, held);
        return NodeAddress.Read(directory) is { } address
            ? new(directory, new NodeApi(address, key), null)
            : throw CommandFailure.Outside($"the node of {directory} runs and has not said where it answers (--http HOST:PORT)");
    }

    // As HttpOptions decides it: HTTPS beyond this machine, where there is a certificate.
    private static string Scheme(HostPort http, NodeKey key) => key.CertificateFile is null || http.IsLoopback ? "http" : "https";

    public void Dispose()
    {
        Api?.Dispose();
        _held?.Dispose();
    }
}
