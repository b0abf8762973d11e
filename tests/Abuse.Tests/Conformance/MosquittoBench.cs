using EventEdge.Tests.Support;

namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>A real Mosquitto, for comparison.</summary>
internal sealed class MosquittoBench(MosquittoServer server) : Bench
{
    public override int Port => server.Port;

    public override Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
}

/// <summary>One Mosquitto for all tests of a class; null where it is not installed.</summary>
public sealed class MosquittoFixture : IAsyncLifetime
{
    internal MosquittoServer? Server { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (MosquittoServer.IsInstalled) Server = await MosquittoServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
    }
}
