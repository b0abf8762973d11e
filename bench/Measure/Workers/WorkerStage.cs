using System.Diagnostics;
using System.Globalization;
using System.Text;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Explanation.Examples;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.Measure.Windows;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.Measure.Workers;

/// <summary>A dispatcher with some workers and one windowed binding, fed from memory as the node's loop feeds it.</summary>
internal sealed class WorkerStage : IDisposable
{
    private const int Batch = 1024;
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 0, TimeSpan.Zero);

    private readonly Dispatcher _dispatcher;
    private readonly InboundMessage[] _messages = new InboundMessage[Batch];
    private readonly (string Topic, byte[] Payload)[] _sources;
    private long _sent;

    /// <param name="workers">Threads, the caller included.</param>
    /// <param name="keys">Keys, in turn.</param>
    /// <param name="isKeyInTopic">Whether the key is a capture of the topic or a field of the payload.</param>
    /// <param name="isFiltered">Whether <c>where</c> turns every event away.</param>
    /// <param name="isRecorded">Whether the ends of events are recorded, as a node records them.</param>
    public WorkerStage(int workers, int keys, bool isKeyInTopic, bool isFiltered = false, bool isRecorded = false)
    {
        var file = BindingsFile.Parse(
            $$"""
            bindings:
              - name: windowed
                trigger: { mqtt: "bench/{{(isKeyInTopic ? "{device}" : "+")}}/temp" }
                where: temperature > {{(isFiltered ? "90" : "-40")}}
                window: { tumbling: 1s, group_by: [device] }
                function: { builtin: stats, with: { fields: [temperature, humidity] } }
                emit: { measurement: windowed, tags: [device] }
            """,
            "workers.yaml");
        if (file.Config is null) throw new InvalidOperationException(string.Join('\n', file.Problems));
        _dispatcher = new Dispatcher(new BindingFactory(
            new DispatcherOptions { Node = "bench", Workers = workers }, NoOutput.Instance, TimeProvider.System, NullLogger.Instance));
        _dispatcher.Apply(file.Config);
        if (isRecorded) _dispatcher.Observers.Attach(new OutcomeRecord(), interest: StageInterest.Ends);
        _sources = [.. Enumerable.Range(0, keys).Select(key => Source(key, isKeyInTopic))];
    }

    /// <summary>Messages a second, the clock's, over so many; they are 200,000 a second of recorded time.</summary>
    public double Rate(int messages)
    {
        var began = Stopwatch.GetTimestamp();
        for (var batches = messages / Batch; batches > 0; batches--)
        {
            for (var i = 0; i < Batch; i++, _sent++)
            {
                var (topic, payload) = _sources[_sent % _sources.Length];
                _messages[i] = new InboundMessage(topic, payload, Start.AddTicks(_sent * (TimeSpan.TicksPerSecond / 200_000)), 0);
            }

            _dispatcher.DispatchAll(_messages);
        }

        return messages / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Nanoseconds of processor time a message, of all threads, over so many.</summary>
    public double Cost(int messages)
    {
        var before = Environment.CpuUsage.TotalTime;
        Rate(messages);
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / (messages / Batch * Batch);
    }

    public void Dispose() => _dispatcher.Dispose();

    private static (string Topic, byte[] Payload) Source(int key, bool isKeyInTopic)
    {
        var device = string.Create(CultureInfo.InvariantCulture, $"d{key}");
        var payload = $$"""{"temperature":21.5,"humidity":40{{(isKeyInTopic ? string.Empty : $",\"device\":\"{device}\"")}}}""";
        return ($"bench/{(isKeyInTopic ? device : "any")}/temp", Encoding.UTF8.GetBytes(payload));
    }
}
