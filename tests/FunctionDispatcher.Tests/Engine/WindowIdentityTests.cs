using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>
/// A window that is known to lack events never takes the place of one that has them, whatever is edited, however long a sensor was silent.
/// </summary>
public sealed class WindowIdentityTests
{
    private const string Counts =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, out_of_order: 2s, allowed_lateness: 5s, idle_timeout: 30s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: count }
            emit: { measurement: press }
        """;

    private readonly CollectingOutput _output = new();
    private readonly Store _store = new();

    [Theory]
    [InlineData("tumbling: 20s")]
    [InlineData("hopping: { size: 20s, hop: 10s }")]
    public void A_longer_window_that_begins_in_its_middle_leaves_the_finished_one_of_the_same_start(string window)
    {
        using var dispatcher = Some.Dispatcher(Counts, _output);
        for (var second = 0; second < 13; second++) dispatcher.Dispatch(Some.Reading(second, 20));
        dispatcher.Apply(Some.Config(Counts.Replace("tumbling: 10s", window, StringComparison.Ordinal)));
        for (var second = 13; second < 60; second++) dispatcher.Dispatch(Some.Reading(second, 20));

        Assert.Equal(10, StoredAt(0, partial: false));
        Assert.Equal(7, StoredAt(0, partial: true));
        Assert.Equal(20, StoredAt(20, partial: false));
    }

    [Fact]
    public void A_late_event_after_an_edit_leaves_the_finished_window_it_belongs_to()
    {
        using var dispatcher = Some.Dispatcher(Counts, _output);
        for (var second = 0; second < 13; second++) dispatcher.Dispatch(Some.Reading(second, 20));
        dispatcher.Apply(Some.Config(Counts.Replace("lateness: 5s", "lateness: 60s", StringComparison.Ordinal)));
        dispatcher.Dispatch(Some.Reading(5, 20, receivedSeconds: 14));
        foreach (var second in (double[])[15, 25, 40]) dispatcher.Dispatch(Some.Reading(second, 20));

        Assert.Equal((10, 1), (StoredAt(0, partial: false), StoredAt(0, partial: true)));
    }

    [Fact]
    public void One_sensor_that_is_ahead_does_not_make_parts_of_the_windows_of_others()
    {
        using var dispatcher = Some.Dispatcher(Counts, _output);
        dispatcher.Dispatch(Some.Reading(1, 20));
        dispatcher.Dispatch(Some.Reading(1800, 20, device: "fast", receivedSeconds: 1));
        dispatcher.Apply(Some.Config(Counts.Replace("tumbling: 10s", "tumbling: 20s", StringComparison.Ordinal)));
        foreach (var second in (double[])[21, 61, 90])
        {
            dispatcher.Dispatch(Some.Reading(second, 20));
            dispatcher.Dispatch(Some.Reading(1780 + second, 20, device: "fast", receivedSeconds: second));
        }

        Assert.False(Find(20).Partial);
        Assert.True(Find(1800, "fast", count: 1, start: 1800).Partial);
    }

    [Fact]
    public void A_binding_that_comes_back_leaves_what_it_had_finished()
    {
        using var dispatcher = Some.Dispatcher(Counts, _output);
        for (var second = 0; second < 13; second++) dispatcher.Dispatch(Some.Reading(second, 20));
        dispatcher.Apply(Some.Config("bindings: []"));
        var states = dispatcher.Save();
        using var restarted = Some.Dispatcher("bindings: []", _output);
        restarted.Restore(states, _ => 0, 0);
        restarted.Apply(Some.Config(Counts));
        foreach (var second in (double[])[9, 14, 40]) restarted.Dispatch(Some.Reading(second, 20, receivedSeconds: Math.Max(14, second)));

        Assert.Equal((10, 1, 3 + 1), (StoredAt(0, partial: false), StoredAt(0, partial: true), StoredAt(10, partial: true)));
    }

    [Fact]
    public void A_node_that_begins_within_a_window_emits_it_as_a_part_and_the_next_as_whole()
    {
        using var dispatcher = Began(Counts, 4);
        foreach (var second in (double[])[5, 6, 12, 40]) dispatcher.Dispatch(Some.Reading(second, 20));

        Assert.Equal((2, 1), (StoredAt(0, partial: true), StoredAt(10, partial: false)));
    }

    [Fact]
    public void A_node_that_begins_ends_what_late_readings_could_still_reach_as_a_part_and_history_as_whole()
    {
        using var dispatcher = Began(Counts, 104);
        foreach (var (second, device) in new[] { (95.0, "late"), (98, "late"), (105, "late"), (140, "late"), (50, "old"), (140, "old") })
            dispatcher.Dispatch(Some.Reading(second, 20, device: device, receivedSeconds: 140));

        Assert.Equal([(50, "old", false), (90, "late", true), (100, "late", true)], _output.Points.Select(p => p.Point)
            .Select(p => ((int)(p.Time - Some.Noon).TotalSeconds, p.Tags.First(t => t.Key == "device").Value, p.Partial)).Order());
    }

    [Fact]
    public void What_was_emitted_whole_and_is_then_closed_by_an_edit_is_its_next_revision()
    {
        using var dispatcher = Some.Dispatcher(Counts, _output);
        dispatcher.Dispatch(Some.Reading(1, 20));
        dispatcher.Tick(Some.Noon.AddSeconds(42), 0);
        dispatcher.Dispatch(Some.Reading(2, 20, receivedSeconds: 43));
        dispatcher.Apply(Some.Config("bindings: []"));

        Assert.Equal((1, 2), (_output.Points.Select(p => _store.Take(p.Point)).Count(isNew => isNew), StoredAt(0, partial: false)));
    }

    [Theory]
    [InlineData("tumbling: 10s")]
    [InlineData("hopping: { size: 10s, hop: 5s }")]
    [InlineData("at: [00:00, 12:00, 12:00:10]")]
    [InlineData("sliding: 5s")]
    [InlineData("session: { gap: 4s }")]
    [InlineData("session: { gap: 4s, max: 20s }")]
    [InlineData("count: { size: 3 }")]
    [InlineData("count: { size: 3, hop: 1 }")]
    [InlineData("while: temperature > 0, max: 1m")]
    [InlineData("from: temperature > 0, until: temperature < 0, max: 1m")]
    public void A_wiped_node_that_is_sent_readings_again_leaves_the_windows_they_were_in(string window)
    {
        var file = Counts.Replace("tumbling: 10s", window, StringComparison.Ordinal);
        using (var first = Began(file, 0))
        {
            foreach (var second in (double[])[5, 6, 7, 7, 7]) first.Dispatch(Some.Reading(second, 20));
            foreach (var second in (double[])[8, 14]) first.Dispatch(Some.Reading(second, -1));
        }

        Keep();
        var before = _store.Whole;
        using var wiped = Began(file, 11);
        foreach (var (second, temperature) in new[] { (5.0, 20), (7, 20), (7, 20), (8, -1), (60, -1), (90, -1) })
            wiped.Dispatch(Some.Reading(second, temperature, receivedSeconds: Math.Max(12, second)));
        Keep();

        Assert.NotEmpty(before);
        Assert.Equal(before, _store.Whole.Where(w => w.Seconds < 11));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_edit_after_a_wipe_still_knows_that_somebody_took_events_before_it(bool isRestarted)
    {
        using (var first = Began(Counts, 0))
        {
            foreach (var second in (double[])[2, 3, 4, 11, 12, 13, 23]) first.Dispatch(Some.Reading(second, 20));
        }

        Keep();
        using var wiped = Began(Counts, 24);
        wiped.Dispatch(Some.Reading(9, 20, receivedSeconds: 25));
        using var next = isRestarted ? Restarted(wiped, Counts) : wiped;
        var edited = Some.Config(Counts.Replace("idle_timeout: 30s", "idle_timeout: 40s", StringComparison.Ordinal));
        next.Apply(edited, Some.Noon.AddSeconds(26));
        next.Dispatch(Some.Reading(19, 20, receivedSeconds: 27));
        next.Dispatch(Some.Reading(60, 20));
        Keep();

        Assert.Equal([(0, 3), (10, 3)], _store.Whole);
        Assert.Equal(1, StoredAt(10, partial: true));
    }

    [Fact]
    public void A_sliding_result_of_a_node_that_began_within_it_is_a_part()
    {
        using var node = Began(Counts.Replace("tumbling: 10s", "sliding: 5s", StringComparison.Ordinal), 10);
        foreach (var second in (double[])[10, 12, 15, 16, 40]) node.Dispatch(Some.Reading(second, 20));

        Assert.Equal(
            [(10, true), (12, true), (15, false), (16, false)],
            _output.Points.Select(p => ((p.Point.WindowEnd!.Value - Some.Noon).TotalSeconds, p.Point.Partial)));
    }

    [Fact]
    public void A_session_that_grows_stays_a_part_or_whole_as_it_began()
    {
        using var node = Began(Counts.Replace("tumbling: 10s", "session: { gap: 4s }", StringComparison.Ordinal), 10);
        foreach (var second in (double[])[9, 12, 15, 18, 30, 33, 60])
            node.Dispatch(Some.Reading(second, 20, receivedSeconds: Math.Max(10, second)));

        Assert.Equal(
            [(9, 4, true), (30, 2, false)],
            _output.Points.Select(p => ((p.Point.Time - Some.Noon).TotalSeconds, p.Point.Fields[0].Value.AsNumber, p.Point.Partial)));
    }

    [Fact]
    public void A_wiped_node_knows_when_its_directory_began_though_its_first_file_was_empty()
    {
        using (var first = Began(Counts, 0))
        {
            foreach (var second in (double[])[2, 3, 4, 13]) first.Dispatch(Some.Reading(second, 20));
        }

        Keep();
        using var wiped = Began("bindings: []", 16);
        wiped.Apply(Some.Config(Counts), Some.Noon.AddSeconds(18));
        wiped.Dispatch(Some.Reading(9.5, 20, receivedSeconds: 18.5));
        wiped.Dispatch(Some.Reading(60, 20));
        Keep();

        Assert.Equal([(0, 3)], _store.Whole);
        Assert.Equal(1, StoredAt(0, partial: true));
    }

    private Dispatcher Began(string file, double second)
    {
        var dispatcher = Some.Dispatcher("bindings: []", _output);
        dispatcher.Apply(Some.Config(file), Some.Noon.AddSeconds(second));
        return dispatcher;
    }

    private Dispatcher Restarted(Dispatcher before, string file)
    {
        var after = Some.Dispatcher(file, _output);
        after.Restore(before.Save(), _ => 0, 0);
        return after;
    }

    private void Keep()
    {
        foreach (var (_, _, point) in _output.Points) _store.Take(point);
        _output.Points.Clear();
    }

    private long StoredAt(double start, bool partial)
    {
        Keep();
        return _store.Sum(p => p.Time == Some.Noon.AddSeconds(start) && p.Partial == partial);
    }

    private Point Find(double seconds, string device = "d1", long? count = null, double? start = null) =>
        _output.Points.Select(p => p.Point).Last(p =>
            p.Time == Some.Noon.AddSeconds(start ?? seconds) && p.Tags.Any(t => t.Value == device)
                && (count is null || p.Fields[0].Value.AsNumber == count));
}
