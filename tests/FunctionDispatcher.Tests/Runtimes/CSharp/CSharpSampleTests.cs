using System.Reactive.Subjects;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Runtimes.CSharp;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.CSharp;

/// <summary>samples/csharp-function, loaded as a node loads it.</summary>
public sealed class CSharpSampleTests
{
    private readonly EventLayout _layout = new();

    [Fact]
    public void Overheat_alerts_above_the_limit_of_its_settings()
    {
        using var loaded = Load("Overheat");
        var function = (IEventFunction)loaded.Function;
        Assert.Equal("excess=2.5", Feed.Text(function.Invoke(Event(("temperature", 82.5)), Context())));
        Assert.Equal("", Feed.Text(function.Invoke(Event(("temperature", 80)), Context())));
    }

    [Fact]
    public void LongestRise_looks_at_the_events_of_a_window_in_order()
    {
        using var loaded = Load("LongestRise");
        double[] temperatures = [20, 21, 22, 21, 22, 23, 24, 24];
        var window = new EventWindow(Feed.Window, [.. temperatures.Select(t => Event(("temperature", t)))]);
        Assert.Equal("rises=3", Feed.Text(((IWindowFunction)loaded.Function).Invoke(window, Context())));
    }

    [Fact]
    public void ModeChange_tells_each_press_apart_and_speaks_on_change_only()
    {
        using var loaded = Load("ModeChange");
        using var events = new Subject<EdgeEvent>();
        var output = new List<string>();
        using var query = ((IStreamFunction)loaded.Function).Connect(events, Context())
            .Subscribe(m => output.Add($"{m.Tags.Single().Value} {Feed.Text([m])}"));
        foreach (var (device, mode) in new[] { ("d1", "auto"), ("d2", "auto"), ("d1", "auto"), ("d1", "manual"), ("d2", "auto") })
        {
            events.OnNext(Event(("device", device), ("mode", mode)));
        }

        Assert.Equal(["d1 mode=auto", "d2 mode=auto", "d1 mode=manual"], output);
    }

    private static string Assembly
    {
        get
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
            return Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "PlantFunctions", configuration, "PlantFunctions.dll");
        }
    }

    private static LoadedFunction Load(string name) => CSharpFunctionLoader.Load(Assembly, $"PlantFunctions.{name}", Context());

    private static FunctionContext Context() => new()
    {
        Binding = "b", Node = "n", EventTime = TimeProvider.System, With = new Dictionary<string, string> { ["limit"] = "80" },
    };

    private EdgeEvent Event(params (string Name, FieldValue Value)[] fields)
    {
        var slots = fields.Select(field => _layout.SlotOf(field.Name)).ToArray();
        var input = new EdgeEvent(_layout);
        for (var i = 0; i < slots.Length; i++) input.Set(slots[i], fields[i].Value);
        return input;
    }
}
