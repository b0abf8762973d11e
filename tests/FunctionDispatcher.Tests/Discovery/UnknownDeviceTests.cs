using EventEdge.FunctionDispatcher.Discovery;

namespace EventEdge.FunctionDispatcher.Tests.Discovery;

/// <summary>Families that were invented for these tests: patterns, roles and clocks are found without knowing them.</summary>
public sealed class UnknownDeviceTests
{
    [Fact]
    public void Levels_under_which_the_same_stands_become_captures()
    {
        var heard = new Heard();
        foreach (var (site, press) in new[] { ("north", "press-1"), ("north", "press-2"), ("south", "press-1") })
            heard.Every($"works/{site}/press/{press}/telemetry", 5, i => $"{{\"force\": {i}.5, \"temperature\": {20 + i}}}");
        Assert.Equal("works/{area}/press/{press}/telemetry", Assert.Single(heard.Found().Bindings).Filter);
    }

    [Fact]
    public void Quantities_side_by_side_have_bindings_of_their_own_and_rooms_are_captured()
    {
        var heard = new Heard();
        foreach (var room in new[] { "kitchen", "hall" })
        {
            heard.Every($"house/{room}/temperature", 4, i => $"{20 + i}.5").Every($"house/{room}/humidity", 4, i => $"{40 + i}");
            heard.Every($"house/{room}/window", 4, i => i < 2 ? "open" : "closed");
        }

        Assert.Equal(
            ["house/{device}/humidity", "house/{device}/temperature", "house/{device}/window"],
            heard.Found().Bindings.Select(b => b.Filter).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_single_device_is_a_capture_where_its_name_looks_like_one_of_many_and_that_is_said()
    {
        var found = new Heard().Every("lab/scale/SN-00412/weight", 4, i => $"{{\"mass\": {i}.25}}").Found();
        Assert.Equal("lab/scale/{scale}/weight", Assert.Single(found.Bindings).Filter);
        Assert.Contains("only one scale was seen", found.Text);
    }

    [Fact]
    public void What_goes_up_and_down_what_is_counted_and_what_changes_seldom_have_functions_of_their_own()
    {
        var bindings = new Heard().Every(
            "lab/rig-1/data", 20,
            i => $"{{\"flow\": {5 + i % 3}, \"energy_kwh\": {100 + i}, \"mode\": \"{(i < 10 ? "fill" : "drain")}\", "
                + $"\"smoke\": {(i == 15 ? "true" : "false")}, \"seq\": {i}}}")
            .Bindings();
        Assert.Equal(
            ["lab_data", "lab_data_energy_kwh", "lab_data_state", "lab_data_alarm"], bindings.Select(b => b.Name));
        Assert.Equal(Contracts.Measurements.DeliveryClass.Alarm, bindings[3].Emit.Priority);
        Assert.Equal(TimeSpan.FromSeconds(10), bindings[0].Window!.Tumbling);
    }

    [Fact]
    public void Slow_readings_are_points_themselves() =>
        Assert.Null(new Heard().Every("lab/rig-1/data", 4, i => $"{{\"flow\": {i}.5}}", step: 60).Bindings()[0].Window);

    [Fact]
    public void Elements_of_a_message_are_told_apart_by_what_names_them()
    {
        var binding = new Heard().Every(
            "lab/hub/7", 12, i => $"{{\"hub\": 7, \"values\": [{{\"probe\": \"a\", \"v\": {i}}}, "
                + $"{{\"probe\": \"b\", \"v\": {i * 2}}}]}}").Bindings()[0];
        Assert.Contains("probe", binding.Window!.GroupBy);
    }

    [Fact]
    public void Texts_that_are_numbers_are_declared_so() =>
        Assert.Equal(
            FunctionDispatcher.Configuration.FieldType.Number,
            new Heard().Every("lab/rig-1/data", 5, i => $"{{\"flow\": \"{i}.5\"}}").Bindings()[0].Fields!["flow"].Type);

    [Theory]
    [InlineData("ts", "yyyy-MM-ddTHH:mm:ss.fffZ", null)]
    [InlineData("when_measured_at", "dd.MM.yyyy HH:mm:ss", "dd.MM.yyyy HH:mm:ss")]
    [InlineData("stamp", "yyyyMMddHHmmss", "yyyyMMddHHmmss")]
    public void The_clock_of_a_sensor_is_found(string field, string form, string? format)
    {
        var binding = new Heard().Every("lab/rig-1/data", 5, i =>
            $"{{\"flow\": {i}.5, \"{field}\": \"{Heard.Instant(i - 0.2, form)}\"}}").Bindings()[0];
        Assert.Equal((field, format), (binding.EventTime.Field, binding.EventTime.Format));
    }

    [Fact]
    public void A_date_and_a_time_in_two_fields_are_one_clock() =>
        Assert.Equal(
            ["date", "time"],
            new Heard().Every("lab/rig-1/data", 5, i =>
            $"{{\"flow\": {i}.5, \"date\": \"{Heard.Instant(i, "yyyy-MM-dd")}\", \"time\": \"{Heard.Instant(i, "HH:mm:ss")}\"}}")
                .Bindings()[0].EventTime.Fields!);

    [Fact]
    public void Local_time_is_suspected_and_not_guessed()
    {
        var heard = new Heard().Every("lab/rig-1/data", 5, i =>
            $"{{\"flow\": {i}.5, \"time\": \"{Heard.Instant(i + 3600, "yyyy-MM-dd HH:mm:ss")}\"}}");
        Assert.Null(heard.Bindings()[0].EventTime.Field);
        Assert.Contains("1 h ahead of the time of receipt and names no offset: local time?", heard.Found().Text);

        var told = BindingsDiscovery.Of(heard.Recording, new() { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") });
        Assert.Contains("event_time: { field: time, time_zone: Europe/Berlin }", told.Text);
    }

    [Theory]
    [InlineData(-400 * 86_400)]
    [InlineData(5 * 3600 + 1234)]
    public void A_clock_that_is_wrong_is_not_used(int seconds)
    {
        var heard = new Heard().Every("lab/rig-1/data", 5, i =>
            $"{{\"flow\": {i}.5, \"ts\": {Heard.Start.ToUnixTimeSeconds() + i + seconds}}}");
        Assert.Null(heard.Bindings()[0].EventTime.Field);
        Assert.Contains("not used: it is", heard.Found().Text);
    }

    [Fact]
    public void Readings_that_overtake_each_other_are_waited_for()
    {
        var binding = new Heard().Every("lab/rig-1/data", 20, i =>
            $"{{\"flow\": {i}.5, \"ts\": {Heard.Start.ToUnixTimeSeconds() + (i % 4 == 3 ? i - 2 : i)}}}")
            .Bindings()[0];
        Assert.Equal(TimeSpan.FromSeconds(1), binding.EventTime.OutOfOrder);
        Assert.Equal(TimeSpan.FromMinutes(1), binding.EventTime.AllowedLateness);
    }

    [Fact]
    public void Commands_announcements_and_the_node_s_own_words_are_not_bound()
    {
        var found = new Heard().Every("lab/rig-1/data", 3, i => $"{i}").On("lab/rig-1/set", 1, "5").On("eventedge/n1/status", 1, "{}")
            .On("homeassistant/sensor/x/y/config", 1, "{\"unit_of_measurement\": \"V\"}").Found();
        Assert.Single(found.Bindings);
        Assert.Equal(3, found.Unbound.Count);
    }

    [Fact]
    public void Names_of_fields_and_captures_do_not_meet() =>
        Assert.All(
            new Heard().Every("lab/unit/7/x", 3, i =>
            $"{{\"unit\": \"bar\", \"device\": \"d\", \"node\": \"n\", \"flow\": {i}.5}}").Bindings(),
            b => Assert.DoesNotContain("unit", b.Trigger.Captures));
}
