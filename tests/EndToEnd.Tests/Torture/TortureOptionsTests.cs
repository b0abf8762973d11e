using EventEdge.Torture;

namespace EventEdge.EndToEnd.Tests.Torture;

public sealed class TortureOptionsTests
{
    [Theory]
    [InlineData(204, true)]
    [InlineData(205, false)]
    public void Every_fifth_seed_has_a_tight_outbox(int seed, bool tight) => Assert.Equal(tight, TortureOptions.Parse([]).IsTight(seed));

    [Fact]
    public void A_control_and_each_kind_once_leave_the_outbox_as_it_is_unless_told()
    {
        Assert.False(TortureOptions.Parse(["--control", "early-ack"]).IsTight(204));
        Assert.False(TortureOptions.Parse(["--each"]).IsTight(204));
        Assert.True(TortureOptions.Parse(["--each", "--tight"]).IsTight(205));
    }

    [Theory]
    [InlineData("--control", "hope")]
    [InlineData("--part", "3/2")]
    [InlineData("--in-flight", "101")]
    [InlineData("--runs")]
    public void What_makes_no_sense_is_a_mistake_in_the_command(params string[] arguments) =>
        Assert.Throws<FormatException>(() => TortureOptions.Parse(arguments));
}
