using System.Text;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

public sealed class DispatcherTests
{
    private readonly CollectingOutput _output = new();

    [Fact]
    public void A_window_becomes_a_point_with_the_tags_of_its_key_and_the_time_of_its_start()
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, _output);

        dispatcher.Dispatch(Some.Reading(1, 20));
        dispatcher.Dispatch(Some.Reading(9, 30));
        dispatcher.Dispatch(Some.Reading(12, 99));

        var point = Assert.Single(_output.Points).Point;
        Assert.Equal("press", point.Measurement);
        Assert.Equal([new("device", "d1"), new("site", "north")], point.Tags);
        Assert.Equal(Some.Noon, point.Time);
        Assert.Equal(Some.Noon.AddSeconds(10), point.WindowEnd);
        Assert.Equal(
            [new("temperature_count", 2), new("temperature_sum", 50), new("temperature_min", 20), new("temperature_max", 30)],
            point.Fields);
    }

    [Fact]
    public void Every_event_is_explained_whatever_became_of_it()
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, _output);

        dispatcher.Dispatch(Some.Reading(1, 20));
        dispatcher.Dispatch(Some.Reading(2, -50));
        dispatcher.Dispatch(Some.Message("no json"));
        dispatcher.Dispatch(Some.Message("""{"temperature":1}"""));
        dispatcher.Dispatch(Some.Reading(90_000, 20, receivedSeconds: 3));
        dispatcher.Dispatch(Some.Message("""{"ts":12345,"temperature":1}"""));
        dispatcher.Dispatch(Some.Reading(100, 20));
        dispatcher.Dispatch(Some.Reading(3, 20, receivedSeconds: 101));
        dispatcher.Dispatch(Some.Reading(85, 20, receivedSeconds: 102));

        var counters = Assert.Single(dispatcher.Bindings).Counters;
        Assert.Equal(9, counters.Received);
        Assert.Equal(3, counters.InWindows);
        Assert.Equal(1, counters.Filtered);
        Assert.Equal(1, counters.Late);
        Assert.Equal(4, counters.Rejected);
        Assert.Equal(1, counters.Corrected);
        Assert.Equal(
            [FailureStage.Decode, FailureStage.EventTime, FailureStage.EventTime, FailureStage.EventTime, FailureStage.Late],
            _output.DeadLetters.Select(l => l.Stage));
    }

    [Fact]
    public void A_dead_letter_keeps_the_original_bytes_and_says_why()
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, _output);

        dispatcher.Dispatch(Some.Message("{\"ts\":", sequence: 7));

        var deadLetter = Assert.Single(_output.DeadLetters);
        Assert.Equal("{\"ts\":", Encoding.UTF8.GetString(deadLetter.Payload.Span));
        Assert.Equal(7, deadLetter.Sequence);
        Assert.NotEmpty(deadLetter.Reason);
    }

    [Fact]
    public void A_result_goes_to_the_local_topic_its_template_names()
    {
        using var dispatcher = Some.Dispatcher(
            """
            bindings:
              - name: hot
                trigger: { mqtt: "plant/{site}/press/{device}" }
                where: temperature > 90
                function: { builtin: pass, with: { fields: [temperature] } }
                emit: { mqtt: "alerts/{site}/{device}" }
            """,
            _output);

        dispatcher.Dispatch(Some.Reading(1, 95));
        dispatcher.Dispatch(Some.Reading(2, 20));

        var message = Assert.Single(_output.Local);
        Assert.Equal("alerts/north/d1", message.Topic);
        Assert.Contains("\"temperature\":95", Encoding.UTF8.GetString(message.Payload.Span), StringComparison.Ordinal);
        Assert.Empty(_output.Points);
    }

    /// <summary>The decoder keeps only what somebody named: every built-in has to have named what it reads.</summary>
    [Theory]
    [InlineData("{ builtin: pass, with: { fields: [temperature] } }", "")]
    [InlineData("{ builtin: pass }", "")]
    [InlineData("{ builtin: last, with: { fields: [temperature] } }", "")]
    [InlineData("{ builtin: last }", "")]
    [InlineData("{ builtin: deadband, with: { field: temperature, band: 1 } }", "")]
    [InlineData("{ builtin: threshold, with: { field: temperature, above: 10 } }", "")]
    [InlineData("{ builtin: rate_of_change, with: { field: temperature } }", "")]
    [InlineData("{ builtin: stats, with: { fields: [temperature] } }", "{ tumbling: 1s }")]
    [InlineData("{ builtin: count }", "{ tumbling: 1s }")]
    [InlineData("{ builtin: last, with: { fields: [temperature] } }", "{ tumbling: 1s }")]
    [InlineData("{ builtin: rate_of_change, with: { field: temperature } }", "{ tumbling: 10s }")]
    public void Each_built_in_reads_its_fields_from_real_messages(string function, string window)
    {
        var windowLine = window.Length == 0 ? "" : $"window: {window}";
        using var dispatcher = Some.Dispatcher(
            $$"""
            bindings:
              - name: only
                trigger: { mqtt: "plant/{site}/press/{device}" }
                function: {{function}}
                emit: { measurement: m }
                {{windowLine}}
            """,
            _output);

        for (var second = 0; second < 25; second++) dispatcher.Dispatch(Some.Reading(second, 20 + (5 * second)));

        Assert.NotEmpty(_output.Points);
    }

    [Fact]
    public void A_message_nobody_wants_is_counted()
    {
        using var dispatcher = Some.Dispatcher(Some.Stats, _output);

        dispatcher.Dispatch(new InboundMessage("somewhere/else", default, Some.Noon, 0));

        Assert.Equal(1, dispatcher.Unmatched);
    }
}
