using System.Diagnostics;
using System.Net.Sockets;

namespace EventEdge.FunctionDispatcher.Runtimes.Process.Lines;

/// <summary>
/// A Unix socket in a folder that only the node's user can enter, for one worker and one connection: both are gone once it has connected.
/// </summary>
internal sealed class SocketLine : IWorkerLine
{
    /// <summary>The variable with the path of the socket.</summary>
    public const string Variable = "EVENTEDGE_SOCKET";

    private const int LookEveryMicroseconds = 50_000;

    private readonly Lock _connecting = new();
    private DirectoryInfo? _folder;
    private Socket? _listener;
    private NetworkStream? _connection;
    private bool _hasEnded;

    public string Name => "its socket";

    public Stream Calls => _connection!;

    public Stream Answers => _connection!;

    public void Prepare(ProcessStartInfo command)
    {
        // Made for its owner alone.
        _folder = Directory.CreateTempSubdirectory("eventedge-");
        var path = Path.Combine(_folder.FullName, "calls");
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(1);
        command.Environment[Variable] = path;
    }

    public bool Open(System.Diagnostics.Process worker)
    {
        // A worker that never connects is stopped when its first call has had its time.
        while (!_listener!.Poll(LookEveryMicroseconds, SelectMode.SelectRead))
        {
            if (worker.HasExited) return false;
        }

        lock (_connecting)
        {
            _connection = new NetworkStream(_listener.Accept(), ownsSocket: true);
            if (_hasEnded) _connection.Socket.Shutdown(SocketShutdown.Send);
        }

        Close();
        return true;
    }

    public void EndCalls(System.Diagnostics.Process? worker)
    {
        lock (_connecting)
        {
            _hasEnded = true;
            try
            {
                _connection?.Socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // The worker was faster.
            }
        }
    }

    public void Dispose()
    {
        Close();
        _connection?.Dispose();
    }

    private void Close()
    {
        _listener?.Dispose();
        try
        {
            if (_folder is { Exists: true }) _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A leftover in the folder for temporary files hurts nobody.
        }

        _folder = null;
    }
}
