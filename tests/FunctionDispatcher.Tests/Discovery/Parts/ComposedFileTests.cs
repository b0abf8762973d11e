using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Proposals;

namespace EventEdge.FunctionDispatcher.Tests.Discovery.Parts;

/// <summary>What stands in the file beside the bindings: what was seen, what came of it, and what was left out.</summary>
public sealed class ComposedFileTests
{
    [Fact]
    public void The_head_says_where_it_comes_from_and_what_to_do_next()
    {
        var text = new Heard().Every("lab/a1/x", 3, i => $"{i}").Found(new() { Source = "heard at h:1", Next = "eventedge up" }).Text;
        Assert.StartsWith("# Written by eventedge discover after 3 messages on 1 topic, heard at h:1.\n", text, StringComparison.Ordinal);
        Assert.Contains("# Next: eventedge up\n", text);
    }

    [Fact]
    public void A_recording_that_was_full_says_so()
    {
        var heard = new Heard(new RecordingLimits { Messages = 2 }).Every("lab/a1/x", 5, i => $"{i}");
        Assert.Contains("stopped listening at its limit of 2 messages", heard.Found().Text);
        var narrow = new Heard(new RecordingLimits { Topics = 1 }).Every("lab/a1/x", 2, i => $"{i}").Every("lab/a2/x", 2, i => $"{i}");
        Assert.Contains("2 messages came on topics beyond its limit", narrow.Found().Text);
    }

    [Fact]
    public void What_a_device_sends_cannot_leave_its_comment()
    {
        var text = new Heard().Every("lab/a1/x", 4, i => $"{{\"flow\": {i}, \"st\\n- name: evil\": \"x\\n# y\"}}").Found().Text;
        Assert.DoesNotContain("\n- name: evil", text);
        Assert.Single(text.Split('\n'), l => l.TrimStart().StartsWith("- name:", StringComparison.Ordinal));
    }

    [Fact]
    public void What_came_of_the_messages_is_said_with_an_example()
    {
        var text = new Heard().Every("lab/a1/x", 12, i => $"{{\"flow\": {i}}}").Found().Text;
        Assert.Contains("# tried: 2 points, such as lab_x,device=a1 flow_mean=4.5 flow_min=0 flow_max=9", text);
    }

    [Fact]
    public void Dead_letters_are_said_with_their_reason()
    {
        var found = new Heard().Every("lab/a1/x", 20, i => i == 3 ? "{\"flow\":" : $"{{\"flow\": {i}}}").Found();
        Assert.Contains("# tried: 1 dead letter: ", found.Text);
        Assert.Equal(1, found.Bindings[0].Rejected);
    }

    [Fact]
    public void Ranges_units_and_what_is_not_used_stand_above_the_binding()
    {
        var text = new Heard().Every("lab/a1/x", 5, i =>
            $"{{\"temperature\": {20 + i}, \"serial\": \"A\", \"text\": \"t{i}\", \"seq\": {i}}}", 2).Found().Text;
        Assert.Contains("#   temperature  20 to 24 (°C, by its name?)", text);
        Assert.Contains("not used: serial (does not change), text (another text each time), seq (counts messages or time)", text);
        Assert.Contains("5 messages on 1 topic (lab/a1/x), one each 2s, QoS 0", text);
    }

    [Fact]
    public void Retained_messages_and_quality_are_said()
    {
        var text = new Heard().On("lab/a1/x", 0, "1", retained: true, qos: 1).On("lab/a1/x", 3, "2", qos: 2).Found().Text;
        Assert.Contains("QoS 2, 1 retained", text);
        Assert.Contains("qos: 2", text);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 10)]
    [InlineData(4, 30)]
    [InlineData(6, 30)]
    [InlineData(10, 60)]
    [InlineData(15, 60)]
    [InlineData(16, null)]
    [InlineData(600, null)]
    public void A_window_holds_a_few_readings(int interval, int? window) => Assert.Equal(
        window is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null, new Pace(TimeSpan.FromSeconds(interval)).Window);

    [Fact]
    public void A_pace_that_is_not_known_asks_for_no_window() => Assert.Null(default(Pace).Window);

    [Fact]
    public void Many_fields_are_cut_and_said() => Assert.Contains(
        "and 20 more fields", new Heard().Every("lab/a1/x", 3, _ => Many(60, n => $"p{n}x")).Found().Text);

    [Fact]
    public void Names_that_are_values_are_told_as_what_should_be_a_tag() => Assert.Contains(
        "do their names hold what should be a tag?", new Heard().Every("lab/a1/x", 50, i => Many(20, n => $"k{i}_{n}x")).Found().Text);

    [Fact]
    public void Nothing_heard_gives_no_file() => Assert.Equal(string.Empty, new Heard().Found().Text);

    private static string Many(int count, Func<int, string> name) =>
        $"{{{string.Join(", ", Enumerable.Range(0, count).Select(n => $"\"{name(n)}\": 1.5"))}}}";
}
