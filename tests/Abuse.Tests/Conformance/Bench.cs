using EventEdge.Abuse.Tests.Wire;
using EventEdge.Fuzz.Wire;

namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>A broker under test, and clients of it. Ours lives in virtual time; another one in the world's.</summary>
internal abstract class Bench : IAsyncDisposable
{
    private readonly List<WireClient> _clients = [];
    private readonly string _place = $"t{Guid.NewGuid():N}"[..9];

    public abstract int Port { get; }

    /// <summary>Clients that have not closed their sockets.</summary>
    protected int OpenClients => _clients.Count(one => !one.IsDisposed);

    /// <summary>What a client does while it waits, so that time goes on.</summary>
    protected virtual Action? Waiting => null;

    /// <summary>Lets so much time pass.</summary>
    public abstract Task PassAsync(TimeSpan time);

    /// <summary>A topic nobody else uses.</summary>
    public string Topic(string name) => $"{_place}/{name}";

    /// <summary>A client id nobody else uses.</summary>
    public string Id(string name) => $"{_place}-{name}";

    /// <summary>A socket without a CONNECT.</summary>
    public async Task<WireClient> OpenAsync(int version)
    {
        var client = await WireClient.OpenAsync(Port, version);
        client.Waiting = Waiting;
        _clients.Add(client);
        return client;
    }

    /// <summary>A connected client.</summary>
    public async Task<WireClient> ConnectAsync(int version, string name, Func<Hello, Hello>? change = null) =>
        (await HandshakeAsync(version, name, change)).Client;

    /// <summary>A connected client, and what the broker answered.</summary>
    public async Task<(WireClient Client, Received Answer)> HandshakeAsync(int version, string name, Func<Hello, Hello>? change = null)
    {
        var client = await OpenAsync(version);
        var hello = new Hello(version, Id(name));
        var answer = await client.ConnectAsync(change?.Invoke(hello) ?? hello);
        Assert.Equal(0, answer.Reason);
        return (client, answer);
    }

    public virtual ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        return ValueTask.CompletedTask;
    }
}
