using System.Text;
using BenchmarkDotNet.Attributes;
using EventEdge.Contracts.Events;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Decoders.Json;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Fields;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.Measure.Windows;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.Micro;

/// <summary>What every message goes through, step by step, with what it allocates.</summary>
[MemoryDiagnoser]
public class InnerLoops
{
    private static readonly byte[] Payload = Encoding.UTF8.GetBytes(
        """{"device":"d7","ts":1700000000123,"temperature":21.5,"humidity":40}""");

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-micro-").FullName;
    private readonly ReceivedMessage _message = new("bench/7/temp", Payload, 1, Retained: false, Duplicate: false, "sensor-7", 1);
    private JsonEventDecoder _decoder = null!;
    private EdgeEvent _event = null!;
    private Func<EdgeEvent, bool> _where = null!;
    private EventFields _computed = null!;
    private EventFields _declared = null!;
    private WindowStage _windows = null!;
    private MessageJournal _journal = null!;
    private double _seconds;

    [GlobalSetup]
    public void Begin()
    {
        var layout = new EventLayout();
        _ = WhereExpression.TryParse("temperature > -40 and temperature < 400", out var where, out _);
        _where = where!.Compile(layout);
        _computed = Fields("set: { f: temperature * 1.8 + 32, dew: temperature - (100 - humidity) / 5, comfort: f / 2 + dew }", layout);
        _declared = Fields("fields: { c: { from: temperature, scale: 0.1 }, rh: { from: humidity, type: integer }, id: device }", layout);
        _decoder = new JsonEventDecoder(layout);
        _event = new EdgeEvent(layout);
        _decoder.TryDecode(Payload, _event, out _);
        _windows = new WindowStage("tumbling: 1s", keys: 1);
        _journal = MessageJournal.Open(
            new JournalOptions { Directory = Path.Combine(_folder, "journal") }, PhysicalLogFiles.Instance, NullLogger.Instance);
    }

    [GlobalCleanup]
    public async Task EndAsync()
    {
        _windows.Dispose();
        await _journal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public bool Decode() => _decoder.TryDecode(Payload, _event, out _);

    [Benchmark]
    public bool Where() => _where(_event);

    [Benchmark]
    public StageResult SetOfThree() => _computed.Apply(_event);

    [Benchmark]
    public StageResult FieldsOfThree()
    {
        _decoder.TryDecode(Payload, _event, out _);
        return _declared.Apply(_event);
    }

    // Route, decode, window; a window fires at every thousandth event.
    [Benchmark]
    public void Window() => _windows.Round(_seconds += 0.001);

    private static EventFields Fields(string keys, EventLayout layout)
    {
        var text = $"bindings:\n  - name: b\n    trigger: {{ mqtt: t }}\n    {keys}\n    function: {{ builtin: pass }}\n";
        var lookups = new Dictionary<string, ILookup>();
        return EventFields.Of(BindingsFile.Parse(text, "b.yaml").Config!.Bindings[0], layout, lookups, isTrimmed: false)!;
    }

    [Benchmark]
    public long JournalAppend()
    {
        var at = _journal.Append(_message, TimeProvider.System.GetUtcNow());
        if (at % 100_000 == 0) _journal.Trim(at);
        return at;
    }
}
