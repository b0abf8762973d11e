using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Health;
using EventEdge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Tests.Uplink;

/// <summary>An uplink one of whose services does not start carries nothing, and says so.</summary>
public sealed class HostedUplinkTests
{
    private readonly CollectingLog<HostedUplinkTests> _log = new();

    [Fact]
    public async Task A_service_that_does_not_start_is_named_and_those_after_it_are_not_started()
    {
        var after = new Starting(() => { });
        await using var uplink = HostedUplink.Open(
            new UplinkOptions { Node = "n1", Bus = new() },
            services => services.AddSingleton<IHostedService>(new Starting(() => throw new IOException("disk full")))
                .AddSingleton<IHostedService>(after),
            new Log(_log),
            new ScriptedOutbox(),
            new LinkSwitch());
        Assert.Null(uplink.Problem);

        uplink.Start();

        await Eventually.IsTrue(() => _log.Lines.Count > 0, "the refusal to be told");
        var problem = uplink.Problem!;
        Assert.Equal(HealthLevel.Dead, problem.Level);
        Assert.Contains("Starting did not start: disk full", problem.Reason);
        Assert.Equal((UplinkState.Down, problem.Reason), (uplink.State, uplink.LastError));
        Assert.Equal(LogLevel.Critical, Assert.Single(_log.Lines).Level);
        Assert.False(after.HasStarted);
    }

    [Fact]
    public async Task A_service_that_refuses_to_stop_at_once_keeps_no_other_from_its_stop()
    {
        var first = new Starting(() => { });
        var refusing = new Starting(() => { }) { Stops = () => throw new InvalidOperationException("not before it is started") };
        var uplink = HostedUplink.Open(
            new UplinkOptions { Node = "n1", Bus = new() },
            services => services.AddSingleton<IHostedService>(first).AddSingleton<IHostedService>(refusing),
            new Log(_log),
            new ScriptedOutbox(),
            new LinkSwitch());

        await uplink.DisposeAsync();

        Assert.True(first.HasStopped);
    }

    private sealed class Log(ILogger log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Starting(Action starts) : IHostedService
    {
        public Action Stops { get; init; } = () => { };

        public bool HasStopped { get; private set; }

        public bool HasStarted { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            starts();
            HasStarted = true;
            return Task.CompletedTask;
        }

        // Not an async method: what it throws is thrown at the call.
        public Task StopAsync(CancellationToken cancellationToken)
        {
            Stops();
            HasStopped = true;
            return Task.CompletedTask;
        }
    }
}
