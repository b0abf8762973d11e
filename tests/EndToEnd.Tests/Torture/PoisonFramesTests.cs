using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Tests.Support;
using EventEdge.Torture.Faults.Poison;

namespace EventEdge.EndToEnd.Tests.Torture;

/// <summary>A poison that the cloud would take is none: what is said to be refused is refused by the reader of frames.</summary>
public sealed class PoisonFramesTests
{
    private static readonly byte[] Good = Zipped(File.ReadAllBytes(Repository.File("tests/CloudIngest.Tests/Bus/frame.approved.json")));

    [Fact]
    public void What_nobody_can_read_is_refused_and_what_a_stranger_sends_in_good_form_is_not()
    {
        foreach (var frame in PoisonFrames.Of(Good, new Random(1)).Where(frame => frame.Name != "one bit of it wrong"))
        {
            IReadOnlyList<FramePoint> points = [];
            var refused = Record.Exception(() => points = FrameCodec.ToPoints(FrameBody.Decode(frame.Body)));
            Assert.True(refused is null or FrameFormatException, $"{frame.Name}: {refused}");
            // A frame is refused, or where only points are bad, those.
            Assert.True(frame.IsRefused == (refused is not null || points.Any(point => point.Refusal is not null)), frame.Name);
        }
    }

    [Fact]
    public void What_can_be_read_speaks_for_a_node_of_its_own()
    {
        var stranger = PoisonFrames.Of(Good, new Random(1)).Single(frame => frame.Name == "good frame of a stranger");
        var (mine, theirs) = (FrameBody.Decode(Good), FrameBody.Decode(stranger.Body));
        Assert.NotEqual(mine.Node, theirs.Node);
        Assert.NotEqual(mine.Epoch, theirs.Epoch);
    }

    private static byte[] Zipped(byte[] plain)
    {
        using var zipped = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Fastest)) zip.Write(plain);
        return zipped.ToArray();
    }
}
