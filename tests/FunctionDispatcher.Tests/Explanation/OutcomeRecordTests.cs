using System.Text;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Explanation.Examples;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Explanation;

/// <summary>The record keeps the last few of every kind of end, within bounds, whatever comes.</summary>
public sealed class OutcomeRecordTests
{
    private const string Bindings =
        """
        bindings:
          - name: hot
            trigger: { mqtt: "plant/+/press/{device}" }
            where: temperature > 90
            function: { builtin: pass, with: { fields: [temperature] } }
            emit: { measurement: hot, tags: [device] }
        """;

    private readonly OutcomeRecord _record = new();

    [Fact]
    public void Each_kind_of_end_is_kept_with_its_newest_examples()
    {
        using var dispatcher = Watched(Bindings);
        for (var i = 1; i <= 10; i++) dispatcher.Dispatch(Some.Message($$"""{"temperature":{{i}}}""", i, receivedSeconds: i));
        dispatcher.Dispatch(Some.Message("no json", 11, receivedSeconds: 11));

        var kinds = Of(dispatcher, "hot");

        var filtered = kinds.Single(entry => entry.Kind.Stage == Stage.Filter);
        Assert.Equal((10, 10), (filtered.Seen, filtered.SincePassed));
        Assert.Equal(Some.Noon.AddSeconds(1), filtered.First);
        Assert.Equal(
            ["""{"temperature":7}""", """{"temperature":8}""", """{"temperature":9}""", """{"temperature":10}"""],
            filtered.Examples.Select(example => Encoding.UTF8.GetString(example.Payload.Span)));
        var broken = kinds.Single(entry => entry.Kind.Outcome == StageOutcome.Rejected);
        Assert.Equal((Stage.Decode, "no json"), (broken.Kind.Stage, Encoding.UTF8.GetString(broken.Last.Payload.Span)));
        Assert.Equal("plant/north/press/d1", broken.Last.Message!.Topic);
        Assert.Equal(11, broken.Last.Sequence);
    }

    [Fact]
    public void An_event_that_gets_through_ends_a_row_of_those_that_did_not()
    {
        using var dispatcher = Watched(Bindings);
        foreach (var (temperature, i) in new[] { 5, 6, 95, 7 }.Select((value, i) => (value, i + 1)))
            dispatcher.Dispatch(Some.Message($$"""{"temperature":{{temperature}}}""", i, receivedSeconds: i));

        var filtered = Of(dispatcher, "hot").Single(entry => entry.Kind.Stage == Stage.Filter);

        Assert.Equal((3, 1), (filtered.Seen, filtered.SincePassed));
    }

    [Fact]
    public void A_binding_that_was_changed_begins_anew()
    {
        using var dispatcher = Watched(Bindings);
        dispatcher.Dispatch(Some.Message("""{"temperature":5}""", 1, receivedSeconds: 1));
        var before = dispatcher.Bindings.Single().Identity.Version;
        dispatcher.Apply(Some.Config(Bindings.Replace("> 90", "> 1", StringComparison.Ordinal)));

        Assert.Empty(Of(dispatcher, "hot"));
        dispatcher.Dispatch(Some.Message("""{"temperature":5}""", 2, receivedSeconds: 2));

        Assert.DoesNotContain(Of(dispatcher, "hot"), entry => entry.Kind.Stage == Stage.Filter);
        Assert.Empty(_record.Of("hot", before));
    }

    [Fact]
    public void A_point_is_kept_with_the_event_that_made_it_and_a_message_that_nobody_wants_with_its_topic()
    {
        using var dispatcher = Watched(Bindings);
        dispatcher.Dispatch(Some.Message("""{"temperature":95}""", 1, receivedSeconds: 1));
        dispatcher.Dispatch(new("elsewhere", default, Some.Noon, 2));

        var recent = _record.Recent();

        Assert.Equal(["Emit", "Invoke", "Route"], recent.Select(example => $"{example.Stage}"));
        Assert.Equal("hot", recent[0].Point!.Measurement);
        Assert.Equal((null, "elsewhere"), (recent[2].Binding, recent[2].Topic));
    }

    [Fact]
    public void It_takes_no_more_memory_than_it_may()
    {
        using var dispatcher = Watched(string.Join('\n', Enumerable.Range(0, 200).Select(i => i == 0 ? "bindings:" : $$"""
              - { name: b{{i}}, trigger: { mqtt: "plant/#" }, where: x > 0, function: { builtin: pass }, emit: { measurement: m{{i}} } }
            """)));
        var payload = Encoding.UTF8.GetBytes($$"""{"x":0,"long":"{{new string('x', 100_000)}}"}""");
        for (var i = 1; i <= 60; i++) dispatcher.Dispatch(new("plant/a", payload, Some.Noon.AddSeconds(i), i));

        var ofBindings = Enumerable.Range(1, 199).SelectMany(i => Of(dispatcher, $"b{i}")).SelectMany(entry => entry.Examples);
        var held = _record.Recent().Concat(ofBindings);

        Assert.InRange(held.Sum(example => (long)example.Payload.Length), 1, OutcomeRecord.BytesLimit);
        Assert.Equal(OutcomeRecord.RecentLimit, _record.Recent().Count);
        Assert.All(_record.Recent(), example => Assert.Null(example.Message));
    }

    [Fact]
    public void A_binding_that_is_no_more_is_forgotten()
    {
        using var dispatcher = Watched(Bindings);
        dispatcher.Dispatch(Some.Message("""{"temperature":5}""", 1, receivedSeconds: 1));
        Assert.NotEmpty(Of(dispatcher, "hot"));

        _record.Keep(new HashSet<string>());

        Assert.Empty(Of(dispatcher, "hot"));
    }

    private IReadOnlyList<OutcomeEntry> Of(Dispatcher dispatcher, string binding) =>
        _record.Of(binding, dispatcher.Bindings.Single(status => status.Identity.Name == binding).Identity.Version);

    private Dispatcher Watched(string yaml)
    {
        var dispatcher = Some.Dispatcher(yaml, new CollectingOutput());
        dispatcher.Observers.Attach(_record, interest: StageInterest.Ends);
        return dispatcher;
    }
}
