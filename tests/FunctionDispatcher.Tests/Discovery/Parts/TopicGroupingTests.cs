namespace EventEdge.FunctionDispatcher.Tests.Discovery.Parts;

/// <summary>Patterns of topics that nobody knows.</summary>
public sealed class TopicGroupingTests
{
    [Fact]
    public void Names_of_many_devices_are_one_capture() =>
        Assert.Equal(["lab/{device}"], Filters("lab/alpha", "lab/beta", "lab/gamma"));

    [Fact]
    public void The_first_level_stays_where_it_says_whose_the_topics_are() =>
        Assert.Equal(["lab/pump", "shop/pump"], Filters("lab/pump", "shop/pump"));

    [Fact]
    public void The_first_level_varies_where_it_is_a_row_of_devices() =>
        Assert.Equal(["{device}/state"], Filters("dev1/state", "dev2/state"));

    [Fact]
    public void A_level_behind_its_kind_is_called_by_it() =>
        Assert.Equal(["works/pumps/{pump}/data"], Filters("works/pumps/p1/data", "works/pumps/p2/data"));

    [Fact]
    public void A_level_behind_a_word_that_says_nothing_is_a_device() =>
        Assert.Equal(["works/telemetry/{device}/x"], Filters("works/telemetry/p1/x", "works/telemetry/p2/x"));

    [Fact]
    public void Places_before_a_device_are_called_so() =>
        Assert.Equal(
            ["works/{site}/{area}/{device}/x"],
            Filters("works/s1/a1/d1/x", "works/s1/a2/d2/x", "works/s2/a1/d1/x"));

    [Fact]
    public void Topics_of_other_depth_are_other_patterns() =>
        Assert.Equal(["lab/{device}", "lab/{device}/x"], Filters("lab/a1", "lab/a2", "lab/a1/x", "lab/a2/x"));

    [Fact]
    public void A_version_is_no_device() => Assert.Equal(["api/v2/reading"], Filters("api/v2/reading"));

    [Fact]
    public void What_looks_different_is_another_pattern()
    {
        var heard = new Heard().Every("lab/a/x", 3, i => $"{{\"speed\": {i}, \"torque\": 2}}").Every("lab/b/x", 3, i =>
            $"{{\"text\": \"t{i}\", \"lux\": {i}}}");
        Assert.Equal(["lab/a/x", "lab/b/x"], heard.Found().Bindings.Select(b => b.Filter).Distinct());
    }

    [Fact]
    public void More_quantities_than_bindings_are_good_for_share_one()
    {
        var heard = new Heard();
        for (var i = 0; i < 20; i++) heard.Every($"lab/rig/temperature_{(char)('a' + i)}", 3, n => $"{n}.5");
        Assert.Equal("lab/rig/{rig}", Assert.Single(heard.Found().Bindings).Filter);
    }

    [Theory]
    [InlineData("lab/{odd}/x", "lab/+/x")]
    [InlineData("lab/a b/x", "lab/a b/x")]
    [InlineData("/lab/x", "/lab/x")]
    [InlineData("lab//x", "lab//x")]
    public void Odd_levels_can_be_listened_to(string topic, string filter) => Assert.Equal([filter], Filters(topic));

    [Theory]
    [InlineData("lab/a\u0001/x")]
    [InlineData("$share/g/x")]
    public void Topics_that_no_filter_can_name_are_said(string topic)
    {
        var found = new Heard().Every(topic, 3, i => $"{i}").Found();
        Assert.Empty(found.Bindings);
        Assert.Equal("no filter can name these topics", Assert.Single(found.Unbound).Reason);
    }

    [Theory]
    [InlineData("Lab Rig/Müller", "lab_rig_m_ller")]
    [InlineData("1x/v2", "n1x_v2")]
    [InlineData("a-b/c.d", "a_b_c_d")]
    public void Names_of_bindings_are_made_of_what_stays(string topic, string name) =>
        Assert.Equal(name, new Heard().Every(topic, 3, i => $"{i}.5").Found().Bindings[0].Name);

    [Fact]
    public void Names_are_given_once()
    {
        var heard = new Heard().Every("lab/a/x", 3, i => $"{{\"speed\": {i}}}").Every("lab/A/x", 3, i => $"{{\"lux\": {i}}}");
        var names = heard.Found().Bindings.Select(b => b.Name).ToList();
        Assert.Equal(names.Distinct(), names);
    }

    private static IEnumerable<string> Filters(params string[] topics)
    {
        var heard = new Heard();
        foreach (var topic in topics) heard.Every(topic, 3, i => $"{{\"flow\": {i}.5}}");
        return heard.Found().Bindings.Select(b => b.Filter).Distinct().Order(StringComparer.Ordinal);
    }
}
