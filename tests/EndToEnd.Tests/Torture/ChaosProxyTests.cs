using System.Net;
using System.Net.Sockets;
using EventEdge.Tests.Support;
using EventEdge.Torture.Network;

namespace EventEdge.EndToEnd.Tests.Torture;

/// <summary>What each mode of the link does to a conversation of one word and its echo.</summary>
public sealed class ChaosProxyTests : IAsyncLifetime
{
    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private ChaosProxy _proxy = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _echo.Start();
        _proxy = new ChaosProxy(((IPEndPoint)_echo.LocalEndpoint).Port);
        _ = ServeAsync();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _proxy.DisposeAsync();
        _echo.Stop();
        _stop.Dispose();
    }

    [Theory]
    [InlineData(LinkMode.Open)]
    [InlineData(LinkMode.Far)]
    [InlineData(LinkMode.Narrow)]
    internal async Task A_link_that_passes_gives_the_echo_back(LinkMode mode)
    {
        _proxy.Become(mode);
        using var client = await ConnectAsync();
        Assert.Equal(7, await AskAsync(client));
        Assert.Equal(mode != LinkMode.Open, _proxy.Spoiled > 0);
    }

    [Theory]
    [InlineData(LinkMode.Cut)]
    [InlineData(LinkMode.CutReply)]
    internal async Task A_link_that_breaks_ends_the_connection(LinkMode mode)
    {
        using var client = await ConnectAsync();
        _proxy.Become(mode);
        Assert.Equal(-1, await AskAsync(client));
        Assert.True(_proxy.Spoiled > 0);
    }

    [Fact]
    public void A_link_that_is_bad_for_nobody_has_spoiled_nothing()
    {
        foreach (var mode in Enum.GetValues<LinkMode>()) _proxy.Become(mode);
        Assert.Equal(0, _proxy.Spoiled);
    }

    [Fact]
    public async Task A_half_open_link_swallows_words_and_resets_the_connection_when_it_is_back()
    {
        using var client = await ConnectAsync();
        Assert.Equal(7, await AskAsync(client));
        _proxy.Become(LinkMode.HalfOpen);
        var answer = AskAsync(client);
        // Only what arrived while nothing passed is swallowed: mended sooner, the link would carry it.
        await Eventually.IsTrue(() => _proxy.Spoiled > 0, "the word was never swallowed");
        Assert.False(answer.IsCompleted);
        _proxy.Become(LinkMode.Open);
        Assert.Equal(-1, await answer);
    }

    private static async Task<int> AskAsync(TcpClient client)
    {
        try
        {
            await client.GetStream().WriteAsync(new byte[] { 7 }, Cancelled);
            var answer = new byte[1];
            return await client.GetStream().ReadAsync(answer, Cancelled) == 0 ? -1 : answer[0];
        }
        catch (IOException)
        {
            return -1;
        }
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, Cancelled);
        return client;
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _echo.AcceptTcpClientAsync(_stop.Token);
            _ = client.GetStream().CopyToAsync(client.GetStream(), _stop.Token);
        }
    }
}
