using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;

namespace EventEdge.CloudIngest.Tests.Ledger.Records;

public sealed class RecordDigestsTests
{
    [Theory]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("18446744073709551614", "18446744073709551615")]
    public void Records_that_differ_in_the_last_digit_of_a_whole_number_differ(string one, string other) =>
        Assert.NotEqual(DigestOf(one), DigestOf(other));

    private static byte[] DigestOf(string number)
    {
        var point = Some.FramePoint(Some.Point().With("counter", FieldValue.Of(ulong.Parse(number))), sequence: 1);
        return RecordDigests.Of(Some.Frame([point], first: 1), [point]).ToBytes();
    }
}
