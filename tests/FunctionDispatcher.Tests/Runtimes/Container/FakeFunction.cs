using System.Net;
using System.Net.Sockets;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>What listens inside a container: it is ready at once, and answers every call with nothing, or fails it.</summary>
internal sealed class FakeFunction : IDisposable
{
    private static readonly byte[] Failure = "HTTP/1.1 500 Broken\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    private static readonly byte[] Response = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly TcpListener _endpoint = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string> _asked;

    /// <param name="asked">Told what is asked: <c>ready</c> or <c>call</c>.</param>
    public FakeFunction(Action<string> asked)
    {
        _asked = asked;
        _endpoint.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_endpoint.LocalEndpoint).Port;

    /// <summary>Whether a call is not answered, and broken off with <see cref="BreakOff"/>.</summary>
    public bool IsMute { get; set; }

    /// <summary>Whether it fails its calls.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Breaks off a call that is not answered.</summary>
    public void BreakOff() => _broken.TrySetResult();

    public void Dispose()
    {
        _stop.Cancel();
        _endpoint.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var connection = await _endpoint.AcceptTcpClientAsync(_stop.Token);
            var stream = connection.GetStream();
            if (await WireRequest.ReadAsync(stream, _stop.Token) is not { } request) continue;
            _asked(request.Method == "GET" ? "ready" : "call");
            if (IsMute && request.Method != "GET")
            {
                await _broken.Task.WaitAsync(_stop.Token);
                continue;
            }

            await stream.WriteAsync(IsBroken && request.Method != "GET" ? Failure : Response, _stop.Token);
        }
    }
}
