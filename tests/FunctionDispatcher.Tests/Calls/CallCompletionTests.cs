using EventEdge.FunctionDispatcher.Calls;

namespace EventEdge.FunctionDispatcher.Tests.Calls;

public sealed class CallCompletionTests
{
    [Fact]
    public void An_answer_survives_the_journal()
    {
        var read = CallCompletion.Read(new CallCompletion(new("b", "v"), new(12, 3), "[1]"u8.ToArray(), null).ToBytes());
        Assert.Equal((new("b", "v"), new CallId(12, 3), null), (read.Binding, read.Call, read.Failure));
        Assert.Equal("[1]"u8.ToArray(), read.Answer.ToArray());
    }

    [Fact]
    public void A_failure_survives_the_journal() =>
        Assert.Equal(
            "it ended; é", CallCompletion.Read(new CallCompletion(new("b", "v"), new(12, 3), default, "it ended; é").ToBytes()).Failure);

    [Fact]
    public void The_format_stays_what_older_journals_hold() => Assert.Equal(
        "0162" + "0176" + "0C00000000000000" + "03000000" + "00" + "5B315D",
        Convert.ToHexString(new CallCompletion(new("b", "v"), new(12, 3), "[1]"u8.ToArray(), null).ToBytes()));
}
