using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Aggregates;

namespace EventEdge.FunctionDispatcher.Tests.Aggregates;

/// <summary>A window with a result <c>r</c> beside the count of its events, which are put into it by the second.</summary>
internal sealed class AggregateWindow
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly EventLayout _layout = new();
    private readonly EdgeEvent _event;
    private readonly double _length;

    public AggregateWindow(string expression, double length = 10)
    {
        if (!AggregateExpression.TryParse(expression, [], out var parsed, out var error))
            throw new ArgumentException(error.Message, nameof(expression));
        AggregateExpression.TryParse("count()", [], out var count, out _);
        var function = new AggregateFunction([new("r", parsed), new("n", count!)]);
        function.Bind(_layout);
        Accumulator = function.CreateAccumulator();
        _event = new(_layout);
        _length = length;
    }

    public IAccumulator Accumulator { get; }

    public void Add(double second, params (string Name, FieldValue Value)[] fields)
    {
        _event.Clear();
        _event.Time = Start.AddTicks((long)(second * TimeSpan.TicksPerSecond));
        foreach (var (name, value) in fields) _event.Set(_layout.SlotOf(name), value);
        Accumulator.Add(_event);
    }

    /// <summary>The result; null where there is none.</summary>
    public FieldValue? Result() => Measured() is [var one] ? Of(one.Fields) : default;

    /// <summary>What a downsampled outbox is given; empty where there is no result.</summary>
    public ReadOnlyMemory<byte> State() => Measured() is [var one] ? one.State : default;

    /// <summary>The result of several windows merged as a full outbox does it.</summary>
    public static FieldValue? Merged(IEnumerable<ReadOnlyMemory<byte>> states) =>
        Of(ResultStates.FieldsOf(ResultStates.Merge([.. states])!.Value));

    public byte[] Save()
    {
        using var stream = new MemoryStream();
        Accumulator.Save(new BinaryWriter(stream));
        return stream.ToArray();
    }

    public void Load(byte[] saved) => Accumulator.Load(new BinaryReader(new MemoryStream(saved)));

    private static FieldValue? Of(IEnumerable<KeyValuePair<string, FieldValue>> fields)
    {
        foreach (var (name, value) in fields)
        {
            if (name == "r") return value;
        }

        return default(FieldValue?);
    }

    private Contracts.Measurements.Measurement[] Measured() =>
        [.. Accumulator.Result(new WindowBounds(Start, Start.AddSeconds(_length), [], 0, Partial: false))];
}
