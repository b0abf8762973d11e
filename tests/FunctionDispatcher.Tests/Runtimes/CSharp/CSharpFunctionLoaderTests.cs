using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Runtimes.CSharp;
using EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.CSharp;

public sealed class CSharpFunctionLoaderTests
{
    private const string Home = "EventEdge.FunctionDispatcher.Tests.Runtimes.CSharp.";
    private static readonly string ThisAssembly = typeof(CSharpFunctionLoaderTests).Assembly.Location;

    [Fact]
    public void A_class_becomes_a_function_of_its_shape()
    {
        using var loaded = Load(nameof(DoublingFunction));
        Assert.Equal(FunctionShape.Event, loaded.Shape);
        var layout = new EventLayout();
        var input = new EdgeEvent(layout);
        input.Set(layout.SlotOf("t"), 21);
        var output = ((IEventFunction)loaded.Function).Invoke(input, Context()).Single();
        Assert.Equal(42, output.Fields.Single().Value.AsNumber);
    }

    [Fact]
    public void It_lives_in_a_context_of_its_own_but_shares_the_contracts()
    {
        using var loaded = Load(nameof(DoublingFunction));
        Assert.IsNotType<DoublingFunction>(loaded.Function);
        Assert.NotSame(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(loaded.Function.GetType().Assembly));
        Assert.IsAssignableFrom<IEventFunction>(loaded.Function);
    }

    [Fact]
    public void A_reactive_query_shares_Rx_with_the_host()
    {
        using var loaded = Load(nameof(StreamingFunction));
        Assert.Equal(FunctionShape.Stream, loaded.Shape);
        using var events = new System.Reactive.Subjects.Subject<EdgeEvent>();
        var seen = 0;
        using var subscription = ((IStreamFunction)loaded.Function).Connect(events, Context()).Subscribe(new Counter(() => seen++));
        events.OnNext(new(new()));
        Assert.Equal(1, seen);
    }

    [Fact]
    public void A_constructor_may_take_the_context_and_a_disposable_function_is_disposed()
    {
        var mark = Path.GetTempFileName();
        try
        {
            var loaded = Load(nameof(ConfiguredFunction), ("limit", "90"), ("disposed", mark));
            var output = ((IWindowFunction)loaded.Function).Invoke(new(new(default, default, [], 0, false), []), Context());
            Assert.Equal("90", output.Single().Fields.Single().Value.AsText);
            loaded.Dispose();
            loaded.Dispose();
            Assert.Equal("disposed", File.ReadAllText(mark));
            Assert.Throws<ObjectDisposedException>(() => loaded.Function);
        }
        finally
        {
            File.Delete(mark);
        }
    }

    [Fact]
    public void After_dispose_its_assemblies_are_gone()
    {
        var assembly = LoadAndDispose();
        for (var i = 0; i < 20 && assembly.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(assembly.IsAlive);
    }

    [Fact]
    public void Dispose_unloads_at_once_and_does_not_wait_to_be_forgotten()
    {
        var unloaded = 0;
        var loaded = Load(nameof(DoublingFunction));
        AssemblyLoadContext.GetLoadContext(loaded.Function.GetType().Assembly)!.Unloading += _ => unloaded++;
        loaded.Dispose();
        Assert.Equal(1, unloaded);
    }

    [Theory]
    [InlineData("DoublinFunction", "has no class '" + Home + "DoublinFunction'; did you mean '" + Home + "DoublingFunction'?")]
    [InlineData("ShapelessFunction", "class '" + Home + "ShapelessFunction' implements none of "
        + "IEventFunction, IWindowFunction, IStreamFunction, IAggregateFunction, IKeyedFunction")]
    [InlineData("TwofoldFunction", "class '" + Home + "TwofoldFunction' implements IEventFunction and IWindowFunction: "
        + "one of them is allowed")]
    [InlineData("AbstractFunction", "'" + Home + "AbstractFunction' must be a class that is neither abstract, static nor generic")]
    [InlineData("UnreachableFunction", "class '" + Home + "UnreachableFunction' needs a public constructor without parameters, "
        + "or with one FunctionContext")]
    [InlineData("ThrowingConstructorFunction", "the constructor of '" + Home + "ThrowingConstructorFunction' threw "
        + "InvalidOperationException: no licence for the camera")]
    public void What_is_wrong_with_a_class_is_told(string name, string expected) =>
        Assert.EndsWith(expected, Assert.Throws<FunctionLoadException>(() => Load(name)).Message);

    [Fact]
    public void A_class_named_without_its_namespace_is_found_out() =>
        Assert.EndsWith(
            $"did you mean '{Home}DoublingFunction'?",
            Assert.Throws<FunctionLoadException>(() => CSharpFunctionLoader.Load(ThisAssembly, "DoublingFunction", Context())).Message);

    [Fact]
    public void A_missing_file_is_told() =>
        Assert.Equal(
            "there is no assembly 'nowhere/f.dll'",
            Assert.Throws<FunctionLoadException>(() => CSharpFunctionLoader.Load("nowhere/f.dll", "F", Context())).Message);

    [Fact]
    public void A_file_that_is_no_assembly_is_told()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "MZ, but not really");
            var thrown = Assert.Throws<FunctionLoadException>(() => CSharpFunctionLoader.Load(path, "F", Context()));
            Assert.Equal($"'{path}' is not a .NET assembly", thrown.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndDispose()
    {
        using var loaded = Load(nameof(DoublingFunction));
        return new(loaded.Function.GetType().Assembly);
    }

    private static LoadedFunction Load(string name, params (string Key, string Value)[] with) =>
        CSharpFunctionLoader.Load(ThisAssembly, Home + name, Context(with));

    private static FunctionContext Context(params (string Key, string Value)[] with) => new()
    {
        Binding = "b", Node = "n", EventTime = TimeProvider.System, With = with.ToDictionary(s => s.Key, s => s.Value),
    };

    private sealed class Counter(Action onNext) : IObserver<Contracts.Measurements.Measurement>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => Assert.Fail(error.Message);

        public void OnNext(Contracts.Measurements.Measurement value) => onNext();
    }
}
