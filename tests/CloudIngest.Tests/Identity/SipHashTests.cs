using EventEdge.CloudIngest.Identity;

namespace EventEdge.CloudIngest.Tests.Identity;

public sealed class SipHashTests
{
    /// <summary>Test vectors of its authors: the key 00 … 0f, the text the first so many numbers from 0.</summary>
    [Theory]
    [InlineData(0, "A3817F04BA25A8E66DF67214C7550293")]
    [InlineData(1, "DA87C1D86B99AF44347659119B22FC45")]
    [InlineData(8, "3B62A9BA6258F5610F83E264F31497B4")]
    [InlineData(15, "5493E99933B0A8117E08EC0F97CFC3D9")]
    public void It_is_the_one_its_authors_describe(int length, string expected)
    {
        var key = BitConverter.ToUInt128([.. Enumerable.Range(0, 16).Select(i => (byte)i)]);

        Assert.Equal(
            expected, Convert.ToHexString(BitConverter.GetBytes(SipHash.Of([.. Enumerable.Range(0, length).Select(i => (byte)i)], key))));
    }
}
