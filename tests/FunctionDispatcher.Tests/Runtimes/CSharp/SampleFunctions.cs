using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.CSharp;

/// <summary>What the loader's tests load: this very assembly, a second time, in a context of its own.</summary>
public sealed class DoublingFunction : IEventFunction
{
    public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) =>
        [Measurement.Of(("doubled", input["t"].AsNumber * 2))];
}

public sealed class ConfiguredFunction(FunctionContext context) : IWindowFunction, IDisposable
{
    public void Dispose() => File.WriteAllText(context.With["disposed"], "disposed");

    public IEnumerable<Measurement> Invoke(EventWindow window, FunctionContext _) => [Measurement.Of(("limit", context.With["limit"]))];
}

public sealed class StreamingFunction : IStreamFunction
{
    public IObservable<Measurement> Connect(IObservable<EdgeEvent> events, FunctionContext context) =>
        System.Reactive.Linq.Observable.Select(events, e => Measurement.Of(("t", e["t"])));
}

public sealed class ShapelessFunction;

public sealed class TwofoldFunction : IEventFunction, IWindowFunction
{
    public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) => [];

    public IEnumerable<Measurement> Invoke(EventWindow window, FunctionContext context) => [];
}

public abstract class AbstractFunction : IEventFunction
{
    public abstract IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context);
}

public sealed class UnreachableFunction : IEventFunction
{
    private UnreachableFunction()
    {
    }

    public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) => [];
}

public sealed class ThrowingConstructorFunction : IEventFunction
{
    public ThrowingConstructorFunction() => throw new InvalidOperationException("no licence for the camera");

    public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) => [];
}
