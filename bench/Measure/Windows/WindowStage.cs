using System.Globalization;
using System.Text;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.Measure.Windows;

/// <summary>A dispatcher with one windowed binding and a message for each key.</summary>
internal sealed class WindowStage : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 0, TimeSpan.Zero);
    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("""{"temperature":21.5,"humidity":40}""");

    private readonly Dispatcher _dispatcher;
    private readonly string[] _topics;

    public WindowStage(string window, int keys)
    {
        var file = BindingsFile.Parse(
            $$"""
            bindings:
              - name: windowed
                trigger: { mqtt: "bench/{device}/temp" }
                window: { {{window}}, group_by: [device] }
                function: { builtin: stats, with: { fields: [temperature] } }
                emit: { measurement: windowed, tags: [device] }
            """,
            "windows.yaml");
        if (file.Config is null) throw new InvalidOperationException(string.Join('\n', file.Problems));
        _dispatcher = new Dispatcher(new BindingFactory(
            new DispatcherOptions { Node = "bench" }, NoOutput.Instance, TimeProvider.System, NullLogger.Instance));
        _dispatcher.Apply(file.Config);
        _topics = [.. Enumerable.Range(0, keys).Select(key => string.Create(CultureInfo.InvariantCulture, $"bench/d{key}/temp"))];
    }

    /// <summary>One event of every key at a moment of event time, in seconds.</summary>
    public void Round(double seconds)
    {
        var at = Start + TimeSpan.FromSeconds(seconds);
        foreach (var topic in _topics) _dispatcher.Dispatch(new InboundMessage(topic, Payload, at, 0));
    }

    public void Dispose() => _dispatcher.Dispose();
}
