using System.Diagnostics;
using System.Globalization;
using System.Text;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>Sensors whose every reading is known, behind a real dispatcher that commits ten-second windows to an outbox.</summary>
internal sealed class Plant(ResultOutbox outbox, int devices, string lateness = "20s",
    string function = "builtin: stats, with: { fields: [t] }") : IDispatchOutput, IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    public const int ReadingsPerWindow = 3;

    private ResultOutbox _outbox = outbox;
    private Dispatcher? _running;
    private long _sequence;

    /// <summary>Windows whose results were committed.</summary>
    public long Committed { get; private set; }

    /// <summary>The outbox was opened again.</summary>
    public void GoOnWith(ResultOutbox reopened) => _outbox = reopened;

    /// <summary>Told how long each commit took.</summary>
    public Action<TimeSpan>? Timed { get; init; }

    /// <summary>The binding's version.</summary>
    public string Version => _running!.Bindings.Single().Identity.Version;

    /// <summary>Sends every reading of the windows from one number up to another, and one behind them that closes the last.</summary>
    public void Run(int fromWindow, int toWindow)
    {
        for (var window = fromWindow; window < toWindow; window++)
        {
            for (var reading = 0; reading < ReadingsPerWindow; reading++) SendAll(window, reading);
        }

        SendAll(toWindow, 0);
    }

    /// <summary>Sends one reading.</summary>
    public void Send(int device, int window, int reading)
    {
        _running ??= Started();
        var at = TimeOf(window, reading);
        var json = string.Create(
            CultureInfo.InvariantCulture, $$"""{"ts":{{at.ToUnixTimeMilliseconds()}},"t":{{ValueOf(device, window, reading)}}}""");
        _running.Dispatch(new InboundMessage($"plant/d{device}", Encoding.UTF8.GetBytes(json), at, ++_sequence));
    }

    /// <summary>The reading's value: a wave of the device's own with some noise, to a hundredth.</summary>
    public static double ValueOf(int device, int window, int reading)
    {
        var noise = (unchecked((uint)((device * 7919) + (window * 104729) + (reading * 1299709)) * 2654435761u) >> 8) % 1000 / 500.0;
        return Math.Round(60 + device + (15 * Math.Sin((window / 500.0) + device)) + noise, 2);
    }

    /// <summary>All readings between two instants.</summary>
    public static List<double> ValuesOf(int device, DateTimeOffset from, DateTimeOffset to)
    {
        var values = new List<double>();
        for (var window = WindowOf(from); window < WindowOf(to); window++)
        {
            for (var reading = 0; reading < ReadingsPerWindow; reading++) values.Add(ValueOf(device, window, reading));
        }

        return values;
    }

    /// <summary>The number of the window that begins at an instant.</summary>
    public static int WindowOf(DateTimeOffset at) => (int)((at - Start).Ticks / TimeSpan.FromSeconds(10).Ticks);

    /// <summary>A number field of a point.</summary>
    public static double Field(Point point, string name) => point.Fields.Single(field => field.Key == name).Value.AsNumber;

    public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points)
    {
        var began = Stopwatch.GetTimestamp();
        _outbox.Commit(binding, cursor, priority, points, TestContext.Current.CancellationToken);
        Timed?.Invoke(Stopwatch.GetElapsedTime(began));
        Committed += points.Count;
    }

    public void PublishLocal(LocalMessage message) => Assert.Fail("nothing is published here");

    public void DeadLetter(DeadLetter deadLetter) => Assert.Fail(deadLetter.Reason);

    public void Dispose() => _running?.Dispose();

    private static DateTimeOffset TimeOf(int window, int reading) => Start.AddSeconds((window * 10) + 1 + (reading * 3));

    private void SendAll(int window, int reading)
    {
        for (var device = 0; device < devices; device++) Send(device, window, reading);
    }

    private Dispatcher Started()
    {
        var yaml = $$"""
            bindings:
              - name: press
                trigger: { mqtt: "plant/{device}", qos: 1 }
                event_time: { field: ts, clock: device, allowed_lateness: {{lateness}} }
                window: { tumbling: 10s, group_by: [device] }
                function: { {{function}} }
                emit: { measurement: press }
            """;
        var result = BindingsFile.Parse(yaml, "bindings.yaml");
        Assert.True(result.Config is not null, string.Join('\n', result.Problems));
        var options = new DispatcherOptions { Node = "n1", BaseDirectory = "." };
        var dispatcher = new Dispatcher(new BindingFactory(options, this, new FakeTimeProvider(Start), NullLogger.Instance));
        dispatcher.Apply(result.Config);
        return dispatcher;
    }
}
