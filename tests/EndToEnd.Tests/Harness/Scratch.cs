using System.Net;
using System.Net.Sockets;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>A folder of the test's own, gone with it, and ports nobody listens on.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eventedge-e2e-");

    public string Path => _folder.FullName;

    /// <summary>A loopback port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A bindings file the test may change while the node runs.</summary>
    public string CopyBindings(string name)
    {
        System.IO.File.Copy(Places.Bindings(name), File(name), overwrite: true);
        return File(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
