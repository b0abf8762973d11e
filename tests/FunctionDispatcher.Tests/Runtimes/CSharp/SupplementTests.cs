using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.CSharp;

/// <summary>What a function makes of the events since a window's last result, for the case that this one has been merged.</summary>
public sealed class SupplementTests : IDisposable
{
    private readonly CodeFolder _folder = new("");
    private readonly CollectingOutput _output = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_asked_for_where_the_result_can_be_merged()
    {
        Run(
            """
            Measurement.Mergeable(
                ("n", FieldValue.Of(window.Events.Count), MergeRule.Sum), ("calls", FieldValue.Of(++Calls), MergeRule.Max))
            """);
        var corrections = _output.Points.Select(p => p.Point).Where(point => point.Revision > 0).ToList();
        Assert.Equal([1.0, 1.0], corrections.Select(point => point.Supplement!.Fields.Single(field => field.Key == "n").Value.AsNumber));
        Assert.Empty(_output.DeadLetters);
    }

    [Fact]
    public void It_is_not_asked_for_where_it_cannot()
    {
        Run("""Measurement.Of(("n", FieldValue.Of(window.Events.Count)), ("calls", FieldValue.Of(++Calls)))""");
        var calls = _output.Points.Select(p => p.Point.Fields.Single(field => field.Key == "calls").Value.AsNumber);
        Assert.Equal([1.0, 2.0, 3.0], calls);
        Assert.All(_output.Points, p => Assert.Null(p.Point.Supplement));
    }

    [Fact]
    public void A_function_that_fails_to_make_it_is_told()
    {
        Run(
            """
            window.Events.Count == 1 && Calls > 0
                ? throw new InvalidOperationException("too few")
                : Measurement.Mergeable(("n", FieldValue.Of(window.Events.Count + 0 * ++Calls), MergeRule.Sum))
            """);
        Assert.Equal([1.0, 2.0, 3.0], _output.Points.Select(p => p.Point.Fields.Single().Value.AsNumber));
        Assert.Equal(2, _output.DeadLetters.Count);
        Assert.All(_output.DeadLetters, deadLetter => Assert.Contains(
            "the events since the window's last result: InvalidOperationException: too few", deadLetter.Reason, StringComparison.Ordinal));
    }

    // A window of one event, which two late ones correct.
    private void Run(string result)
    {
        _folder.Write("own.cs", $$"""
            public sealed class Windows : IWindowFunction
            {
                private int Calls;

                public IEnumerable<Measurement> Invoke(EventWindow window, FunctionContext context) => [{{result}}];
            }
            """);
        _folder.Write("bindings.yaml", CodeFolder.Bindings.Replace(
            "    function:", "    event_time: { field: ts, allowed_lateness: 1m }\n    window: { tumbling: 10s, group_by: "
                + "[device] }\n    function:", StringComparison.Ordinal));
        using var dispatcher = _folder.Dispatcher(_output);
        dispatcher.Apply(_folder.Config());
        foreach (var second in (double[])[1, 11, 2, 3]) dispatcher.Dispatch(Some.Reading(second, 20));
    }
}
