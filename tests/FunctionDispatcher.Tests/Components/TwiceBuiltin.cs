using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>A built-in function of these tests alone: a field, times two or more.</summary>
internal sealed class TwiceBuiltin : IBuiltinFunction
{
    public string Name => "twice";

    public WindowUse Window => WindowUse.None;

    public object Create(FunctionSettings settings, bool hasWindow) => new Twice(settings.Field("field"), settings.Number("by") ?? 2);

    private sealed class Twice(string field, double by) : IEventFunction, IFieldReader
    {
        public void Bind(EventLayout layout) => layout.SlotOf(field);

        public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) =>
            [Measurement.Of(("twice", input[field].AsNumber * by))];
    }
}
