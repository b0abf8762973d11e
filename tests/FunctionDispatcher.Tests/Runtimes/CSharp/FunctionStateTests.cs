using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.CSharp;

/// <summary><c>context.State</c> in a bound function: committed with its results, over a crash, over an edit.</summary>
public sealed class FunctionStateTests : IDisposable
{
    private readonly CodeFolder _folder = new(Counting("seen"));
    private readonly CollectingOutput _output = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_edit_of_the_function_keeps_what_it_remembers()
    {
        using var dispatcher = Started();
        dispatcher.Dispatch(Some.Reading(1, 20));
        dispatcher.Dispatch(Some.Reading(2, 20, device: "d2"));
        _folder.Write("own.cs", Counting("counted"));

        dispatcher.Apply(_folder.Config());
        dispatcher.Dispatch(Some.Reading(3, 20));

        Assert.Equal([("seen", 1), ("seen", 1), ("counted", 2)], Results());
    }

    [Fact]
    public void What_the_old_version_learns_while_its_change_waits_is_kept_too()
    {
        using var dispatcher = Started();
        dispatcher.Dispatch(Some.Reading(1, 20));
        _folder.Write("own.cs", Counting("counted"));

        dispatcher.BeginChange(_folder.Config());
        dispatcher.Dispatch(Some.Reading(2, 20));
        dispatcher.FinishChange();
        dispatcher.Dispatch(Some.Reading(3, 20));

        Assert.Equal([("seen", 1), ("seen", 2), ("counted", 3)], Results());
    }

    [Fact]
    public void A_call_that_throws_counts_for_nothing()
    {
        using var dispatcher = Started();
        dispatcher.Dispatch(Some.Reading(1, 20));
        dispatcher.Dispatch(Some.Reading(2, -1));
        dispatcher.Dispatch(Some.Reading(3, 20));

        Assert.Equal([("seen", 1), ("seen", 2)], Results());
        Assert.Equal(FailureStage.Invoke, Assert.Single(_output.DeadLetters).Stage);
    }

    [Fact]
    public void A_replay_after_a_crash_goes_on_where_the_results_end()
    {
        IReadOnlyList<BindingState> saved;
        using (var first = Started())
        {
            first.Dispatch(Some.Reading(1, 20, sequence: 1));
            saved = first.Save();
            first.Dispatch(Some.Reading(2, 20, sequence: 2));
        }

        using var second = Started();
        var from = second.Restore(saved, _output.CursorOf, 0);
        Assert.Equal(2, from);
        second.Dispatch(Some.Reading(2, 20, sequence: 2));
        second.Dispatch(Some.Reading(3, 20, sequence: 3));

        Assert.Equal([("seen", 1), ("seen", 2), ("seen", 3)], Results());
    }

    [Fact]
    public void A_function_over_windows_remembers_by_the_key_of_the_window()
    {
        _folder.Write("bindings.yaml", CodeFolder.Bindings.Replace(
            "    function:", "    window: { tumbling: 10s, group_by: [device] }\n    function:", StringComparison.Ordinal));
        _folder.Write("own.cs", """
            public sealed class Windows : IWindowFunction
            {
                public IEnumerable<Measurement> Invoke(EventWindow window, FunctionContext context)
                {
                    context.State["n"] = context.State["n"].NumberOr(0) + 1;
                    return [Measurement.Of(("seen", context.State["n"]))];
                }
            }
            """);
        using var dispatcher = Started();

        foreach (var second in (double[])[1, 11, 21]) dispatcher.Dispatch(Some.Reading(second, 20));
        foreach (var second in (double[])[22, 32]) dispatcher.Dispatch(Some.Reading(second, 20, device: "d2"));

        Assert.Equal([("seen", 1), ("seen", 2), ("seen", 1)], Results());
    }

    private static string Counting(string name) =>
        $$"""
        public sealed class Counting : IEventFunction
        {
            public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context)
            {
                var n = context.State["n"].NumberOr(0) + 1;
                context.State["n"] = n;
                if (input["temperature"].AsNumber < 0) throw new InvalidOperationException("too cold");
                return [Measurement.Of(("{{name}}", n))];
            }
        }
        """;

    private FunctionDispatcher.Engine.Dispatcher Started()
    {
        var dispatcher = _folder.Dispatcher(_output);
        dispatcher.Apply(_folder.Config());
        return dispatcher;
    }

    private IEnumerable<(string Name, double Value)> Results() =>
        _output.Points.Select(p => (p.Point.Fields.Single().Key, p.Point.Fields.Single().Value.AsNumber));
}
