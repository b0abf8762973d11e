using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Tests.Functions;

/// <summary>One function of the catalog, fed by hand.</summary>
internal sealed class Feed
{
    public static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly WindowBounds Window = new(Noon, Noon.AddMinutes(1), [], 0, false);

    private readonly EventLayout _layout = new();
    private readonly object _function;
    private IKeyedState? _state;

    public Feed(string name, bool hasWindow, params (string Key, object? Value)[] with)
    {
        _function = EventEdgeComponents.Default.Functions.Create(name, With(with), hasWindow);
        (_function as IAggregateFunction)?.Bind(_layout);
        (_function as IKeyedFunction)?.Bind(_layout);
    }

    public static Dictionary<string, object?> With(params (string Key, object? Value)[] with) =>
        with.ToDictionary(setting => setting.Key, setting => setting.Value);

    public EdgeEvent Event(double seconds, params (string Name, FieldValue Value)[] fields)
    {
        var slots = fields.Select(field => _layout.SlotOf(field.Name)).ToArray();
        var input = new EdgeEvent(_layout) { Time = Noon.AddSeconds(seconds) };
        for (var i = 0; i < slots.Length; i++) input.Set(slots[i], fields[i].Value);
        return input;
    }

    public IAccumulator Accumulator() => ((IAggregateFunction)_function).CreateAccumulator();

    public IKeyedState FreshState() => ((IKeyedFunction)_function).CreateState();

    public void Restart()
    {
        var saved = Saved(_state!.Save);
        _state = FreshState();
        _state.Load(new BinaryReader(new MemoryStream(saved)));
    }

    public string Next(double seconds, params (string Name, FieldValue Value)[] fields)
    {
        _state ??= FreshState();
        var output = new List<Measurement>();
        _state.Next(Event(seconds, fields), output);
        return Text(output);
    }

    public string OfWindow(params EdgeEvent[] events)
    {
        var accumulator = Accumulator();
        foreach (var input in events) accumulator.Add(input);
        return Text(accumulator.Result(Window));
    }

    public string Invoke(EdgeEvent input) => Text(((IEventFunction)_function).Invoke(input, Some.Context()));

    public static byte[] Saved(Action<BinaryWriter> save)
    {
        using var stream = new MemoryStream();
        save(new BinaryWriter(stream));
        return stream.ToArray();
    }

    public static string Text(IEnumerable<Measurement> output) =>
        string.Join(" | ", output.Select(m => string.Join(' ', m.Fields.Select(f => $"{f.Key}={f.Value}"))));

    private static class Some
    {
        public static FunctionContext Context() => new() { Binding = "b", Node = "n", EventTime = TimeProvider.System };
    }
}
