using System.Text;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;
using static EventEdge.FunctionDispatcher.Tests.Pipeline.Batches;

namespace EventEdge.FunctionDispatcher.Tests.Pipeline;

/// <summary>A message is taken as a whole, and each of its events has an identity of its own.</summary>
public sealed class WholeMessageTests
{
    [Fact]
    public void Results_of_one_message_have_ids_of_their_own_and_the_first_that_of_a_message_of_one()
    {
        var (many, single) = (new CollectingOutput(), new CollectingOutput());
        using var together = Dispatcher(many);
        using var apart = Dispatcher(single);
        var line = Lines([new(0, 30, 1, 1)], 0)[0];
        var other = line.Replace("\"id\":1", "\"id\":2", StringComparison.Ordinal);

        together.Dispatch(Some.Message($"{line}\n{other}", 1));
        apart.Dispatch(Some.Message(line, 1));

        var ids = many.Points.Where(p => p.Binding.Name == "once").Select(p => p.Point.Id).ToList();
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(single.Points.Single(p => p.Binding.Name == "once").Point.Id, ids[0]);
    }

    [Fact]
    public void A_broken_message_is_given_up_as_a_whole_with_its_place()
    {
        var output = new CollectingOutput();
        using var dispatcher = Dispatcher(output);

        dispatcher.Dispatch(Some.Message(Text([.. Lines([new(0, 90, 1, 1), new(0, 90, 2, 2)], 0), "{", "{}"]), 1));

        Assert.Empty(output.Points);
        Assert.All(output.DeadLetters, letter => Assert.StartsWith("event 2: not JSON at byte", letter.Reason, StringComparison.Ordinal));
        Assert.Equal(["windows", "gate", "once", "followed"], output.DeadLetters.Select(l => l.Binding));
        var counters = dispatcher.Bindings.First().Counters;
        Assert.Equal(("0/1/0/0", 1, 0, 1), (MessagesOf(counters), counters.Received, counters.InWindows, counters.Rejected));
    }

    [Fact]
    public void A_message_of_no_event_is_ignored_and_counted()
    {
        var output = new CollectingOutput();
        using var dispatcher = Dispatcher(output);

        dispatcher.Dispatch(Some.Message(string.Empty, 1));

        Assert.Empty(output.DeadLetters);
        var counters = dispatcher.Bindings.First().Counters;
        Assert.Equal("0/0/1/0 0", $"{MessagesOf(counters)} {counters.Received}");
    }

    [Theory]
    [InlineData(3, 3, 0)]
    [InlineData(4, 0, 1)]
    public void A_message_of_more_events_than_the_limit_is_given_up(int events, int points, int deadLetters)
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(
            """
            bindings:
              - name: once
                trigger: { mqtt: "plant/{site}/press/{device}" }
                decode: lines
                event_time: { field: ts }
                function: { builtin: pass }
                emit: { measurement: once, tags: [line] }
                limits: { events: 3 }
            """,
            output, components: LinesDecoder.Components);

        dispatcher.Dispatch(Some.Message(Text(Lines([.. Enumerable.Range(0, events).Select(i => new Reading(0, 1, i, i))], 0)), 1));

        Assert.Equal((points, deadLetters), (output.Points.Count, output.DeadLetters.Count));
        if (deadLetters > 0)
            Assert.StartsWith("the message holds more than 3 events", output.DeadLetters[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_letter_tells_which_event_of_the_message_it_was()
    {
        var output = new CollectingOutput();
        using var dispatcher = Dispatcher(output);

        dispatcher.Dispatch(Some.Message(Text([.. Lines([new(0, 90, 1, 1)], 0), "{\"temperature\":30}", "{\"ts\":\"x\"}"]), 9));

        Assert.Equal(
            [(FailureStage.EventTime, 9L, 1), (FailureStage.EventTime, 9L, 2)],
            output.DeadLetters.Where(l => l.Binding == "gate").Select(l => (l.Stage, l.Sequence, l.Index)));
        Assert.Single(output.DeadLetters.Where(l => l.Binding == "gate").Select(l => l.Payload).Distinct());
    }

    [Fact]
    public void Calls_of_one_message_are_saved_and_ended_each_for_itself()
    {
        const string outside =
            """
            bindings:
              - name: each
                trigger: { mqtt: "plant/{site}/press/{device}" }
                decode: lines
                event_time: { field: ts }
                function: { process: "false" }
                emit: { measurement: each, tags: [line] }
            """;
        var (before, after) = (new CollectingOutput(), new CollectingOutput());
        var payload = Text(Lines([new(0, 1, 0, 0), new(0, 2, 1, 1), new(0, 3, 2, 2)], 0));
        IReadOnlyList<BindingState> states;
        using (var dispatcher = Dispatcher(before, outside))
        {
            dispatcher.Dispatch(Some.Message(payload, 1));
            states = dispatcher.Save();
        }

        Assert.InRange(states[0].State.Length, payload.Length, 3 * payload.Length + 1500);
        using var restarted = Dispatcher(after, outside);
        restarted.Restore(states, _ => 0, 0);
        Assert.Equal(3, restarted.Bindings.Single().Counters.InFlight);
        var identity = restarted.Bindings.Single().Identity;
        restarted.End(new(identity, new CallId(1, 2), default, "no such device"), 2);
        restarted.End(new(identity, new CallId(1, 0), "{\"fields\":{\"x\":1}}"u8.ToArray(), null), 3);
        restarted.End(new(identity, new CallId(1, 1), default, "no such device"), 4);

        Assert.Equal("l0", Assert.Single(after.Points).Point.Tags.Single().Value);
        Assert.Equal([(1L, 2), (1L, 1)], after.DeadLetters.Select(l => (l.Sequence, l.Index)));
        Assert.All(after.DeadLetters, letter => Assert.Equal(payload, Encoding.UTF8.GetString(letter.Payload.Span)));
        Assert.Equal(0, restarted.Bindings.Single().Counters.InFlight);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_message_that_is_tried_again_is_taken_by_its_binding_and_for_its_event(int workers)
    {
        var output = new CollectingOutput();
        using var dispatcher = Dispatcher(output, workers: workers);
        var message = Some.Message(Text(Lines([new(0, 1, 0, 0), new(0, 2, 1, 1), new(0, 3, 2, 2)], 0)), 1);

        dispatcher.DispatchAll(new[] { message with { Target = new("once", 1) } });
        dispatcher.DispatchAll(new[] { message with { Sequence = 2, Target = new("once", 7) } });
        dispatcher.DispatchAll(new[] { message with { Sequence = 3, Target = new("once", null) } });
        dispatcher.DispatchAll(new[] { message with { Sequence = 4, Target = new("nobody", 0) } });
        // Its id has been seen, but who tries it again knows that it was not taken.
        dispatcher.DispatchAll(new[] { message with { Sequence = 5, Target = new("once", 1) } });

        Assert.Equal(["l1", "l0", "l2", "l1"], output.Points.Select(p => p.Point.Tags.Single(tag => tag.Key == "line").Value));
        Assert.Equal("the message holds 3 events now, and no event 7", Assert.Single(output.DeadLetters).Reason);
        Assert.Equal(["once"], dispatcher.Bindings.Where(b => b.Counters.Messages > 0).Select(b => b.Identity.Name));
        Assert.Equal("3/1/0/0", MessagesOf(dispatcher.Bindings.Single(b => b.Identity.Name == "once").Counters));
    }

    [Fact]
    public void A_message_that_is_tried_again_and_holds_one_event_now_is_not_taken_for_another_event()
    {
        var output = new CollectingOutput();
        using var dispatcher = Dispatcher(output);
        var message = Some.Message(Text(Lines([new(0, 1, 0, 0)], 0)), 1);

        dispatcher.Dispatch(message with { Target = new("once", 2) });

        Assert.Empty(output.Points);
        Assert.Equal("the message holds one event now, and no event 2", Assert.Single(output.DeadLetters).Reason);
        dispatcher.Dispatch(message with { Sequence = 2, Target = new("once", 0) });
        Assert.Single(output.Points);
    }

    [Fact]
    public void A_result_that_is_tried_again_is_taken_whatever_its_place_among_those_of_its_step()
    {
        var output = new CollectingOutput();
        using var dispatcher = Dispatcher(output);
        var result = "{\"fields\":{\"temperature_sum\":200},\"temperature_sum\":200}"u8.ToArray();

        dispatcher.Dispatch(new InboundMessage("$on/follower", result, Some.Noon, 1) { Target = new("follower", 3) });

        Assert.DoesNotContain(output.DeadLetters, letter => letter.Reason.Contains("no event", StringComparison.Ordinal));
        Assert.Equal("1/0/0/0", MessagesOf(dispatcher.Bindings.Single(b => b.Identity.Name == "follower").Counters));
    }

    [Fact]
    public void State_of_a_version_that_counted_no_messages_takes_each_event_for_one()
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, new CollectingOutput());
        dispatcher.Dispatch(Some.Reading(0, 20, 1));
        dispatcher.Dispatch(Some.Message("{", 2));
        var states = dispatcher.Save().Select(s => s with { State = s.State[..^41] }).ToList();

        using var restarted = Some.Dispatcher(Some.Stats, new CollectingOutput());
        restarted.Restore(states, _ => 0, 0);
        Assert.Equal("2/0/0/0", MessagesOf(restarted.Bindings.Single().Counters));
    }
}
