using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Deduplication;
using EventEdge.FunctionDispatcher.Tests.Engine;
using Some = EventEdge.FunctionDispatcher.Tests.Engine.Some;

namespace EventEdge.FunctionDispatcher.Tests.Deduplication;

/// <summary>What <c>event_id</c> does to the events of a binding.</summary>
public sealed class EventIdTests
{
    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{site}/press/{device}" }
            where: temperature > 0
            event_id: { field: id, within: 10m }
            function: { builtin: pass, with: { fields: [temperature] } }
            emit: { measurement: press, tags: [device] }
        """;

    private readonly CollectingOutput _output = new();

    [Theory]
    [InlineData("7")]
    [InlineData("\"a-7\"")]
    [InlineData("true")]
    public void A_duplicate_is_dropped_and_counted(string id)
    {
        using var dispatcher = Some.Dispatcher(Bindings, _output);

        dispatcher.Dispatch(Reading(id, 20));
        dispatcher.Dispatch(Reading(id, 20));

        Assert.Single(_output.Points);
        Assert.Equal((2, 1, 1), Counts(dispatcher));
    }

    [Theory]
    [InlineData("7", "8")]
    [InlineData("7", "\"7\"")]
    [InlineData("1", "true")]
    [InlineData("0", "false")]
    public void Another_id_is_another_event(string first, string second)
    {
        using var dispatcher = Some.Dispatcher(Bindings, _output);

        dispatcher.Dispatch(Reading(first, 20));
        dispatcher.Dispatch(Reading(second, 20));

        Assert.Equal((2, 2, 0), Counts(dispatcher));
    }

    [Fact]
    public void Minus_zero_is_zero()
    {
        using var dispatcher = Some.Dispatcher(Bindings, _output);

        dispatcher.Dispatch(Reading("0", 20));
        dispatcher.Dispatch(Reading("-0.0", 20));

        Assert.Equal((2, 1, 1), Counts(dispatcher));
    }

    [Fact]
    public void Each_topic_counts_its_own_ids()
    {
        using var dispatcher = Some.Dispatcher(Bindings, _output);

        dispatcher.Dispatch(Reading("7", 20, "d1"));
        dispatcher.Dispatch(Reading("7", 20, "d2"));

        Assert.Equal((2, 2, 0), Counts(dispatcher));
    }

    [Fact]
    public void Events_without_an_id_are_never_repeats()
    {
        using var dispatcher = Some.Dispatcher(Bindings, _output);

        dispatcher.Dispatch(Some.Message("""{"temperature":20}"""));
        dispatcher.Dispatch(Some.Message("""{"temperature":20}"""));
        dispatcher.Dispatch(Reading("null", 20));
        dispatcher.Dispatch(Reading("null", 20));

        Assert.Equal((4, 4, 0), Counts(dispatcher));
    }

    [Fact]
    public void A_filtered_event_stays_filtered_however_often_it_comes()
    {
        using var dispatcher = Some.Dispatcher(Bindings, _output);

        dispatcher.Dispatch(Reading("7", -1));
        dispatcher.Dispatch(Reading("7", -1));

        Assert.Equal((2, 0, 0), Counts(dispatcher));
        Assert.Equal(2, dispatcher.Bindings.Single().Counters.Filtered);
    }

    [Fact]
    public void A_duplicate_long_after_is_a_new_event()
    {
        using var dispatcher = Some.Dispatcher(Bindings, _output);

        dispatcher.Dispatch(Reading("7", 20, receivedSeconds: 0));
        dispatcher.Dispatch(Reading("7", 20, receivedSeconds: 599));
        dispatcher.Dispatch(Reading("7", 20, receivedSeconds: 600));

        Assert.Equal((3, 2, 1), Counts(dispatcher));
    }

    [Fact]
    public void Ids_and_count_are_part_of_the_saved_state()
    {
        IReadOnlyList<BindingState> saved;
        using (var first = Some.Dispatcher(Bindings, _output))
        {
            first.Dispatch(Reading("7", 20, sequence: 1));
            first.Dispatch(Reading("7", 20, sequence: 2));
            saved = first.Save();
        }

        using var second = Some.Dispatcher(Bindings, _output);
        second.Restore(saved, _ => 0, 0);
        second.Dispatch(Reading("7", 20, sequence: 3));

        Assert.Equal((3, 1, 2), Counts(second));
    }

    [Fact]
    public void A_device_that_floods_a_topic_of_many_takes_no_id_of_another()
    {
        var yaml = Bindings.Replace(
            "    function: { builtin: pass, with: { fields: [temperature] } }",
            "    window: { tumbling: 10s, group_by: [who] }\n    function: { builtin: count }", StringComparison.Ordinal)
            .Replace("tags: [device]", "tags: [who]", StringComparison.Ordinal);
        using var dispatcher = Some.Dispatcher(yaml, _output);
        void Send(string who, int id) => dispatcher.Dispatch(Some.Message($$"""{"id":{{id}},"who":"{{who}}","temperature":20}"""));
        for (var id = 0; id < 100; id++) Send("good", id);
        for (var id = 0; id < SeenIds.Limit + 1; id++) Send("flood", 1000 + id);
        for (var id = 0; id < 100; id++) Send("good", id);

        Assert.Equal(100, Counts(dispatcher).Duplicates);
    }

    private static (long Received, long InWindows, long Duplicates) Counts(Dispatcher dispatcher)
    {
        var counters = dispatcher.Bindings.Single().Counters;
        return (counters.Received, counters.InWindows, counters.Duplicates);
    }

    private static InboundMessage Reading(
        string id, double temperature, string device = "d1", double receivedSeconds = 0, long sequence = 0) =>
        Some.Message($$"""{"id":{{id}},"temperature":{{temperature}}}""", sequence, device, receivedSeconds);
}
