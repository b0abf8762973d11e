using CsCheck;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Tests.Bus;

/// <summary>The identifier of a frame's message names its records, and nothing else.</summary>
public sealed class FrameIdentityTests
{
    private static readonly string[] Nodes = ["edge-1", "edge-2", "edge-11", "e", "ä"];

    private static readonly Guid Epoch = new("0b5e1d2c-7f43-4d0f-9b7a-3a6f0c1d2e4f");

    private static readonly Gen<(string Node, Guid Epoch, DeliveryClass Class, long First, long Last)> Names =
        from node in Gen.Int[0, 4].Select(at => Nodes[at])
        from epoch in Gen.Bool.Select(one => one ? Epoch : Guid.Empty)
        from of in Gen.Enum<DeliveryClass>()
        from first in Gen.OneOf(Gen.Long[1, 300], Gen.Long[1L << 40, (1L << 40) + 300])
        from more in Gen.Long[0, 3]
        select (node, epoch, of, first, first + more);

    private static MeasurementFrame Frame { get; } = Some.Frame([Some.FramePoint()]);

    [Fact]
    public void The_same_records_have_the_same_message_id_and_others_another()
    {
        var frame = Some.Frame([Some.FramePoint()]);

        Assert.Equal(FrameIdentity.MessageIdOf(frame), FrameIdentity.MessageIdOf(frame with { SentAt = Some.Start.AddDays(1) }));
        Assert.NotEqual(FrameIdentity.MessageIdOf(frame), FrameIdentity.MessageIdOf(frame with { LastSequence = 2 }));
        Assert.NotEqual(FrameIdentity.MessageIdOf(frame), FrameIdentity.MessageIdOf(frame with { Epoch = Guid.Empty }));
        Assert.NotEqual(FrameIdentity.MessageIdOf(frame), FrameIdentity.MessageIdOf(frame with { Class = DeliveryClass.Alarm }));
        Assert.NotEqual(FrameIdentity.MessageIdOf(frame), FrameIdentity.MessageIdOf(frame with { Node = "edge-2" }));
    }

    [Fact]
    public void Frames_have_the_same_message_id_if_and_only_if_they_hold_the_same_records() =>
        Gen.Select(Names, Names).Sample((one, other) => (one == other) == (Id(one) == Id(other)));

    /// <summary>Thousands of frames that differ in little: 128 bits have room for all of them.</summary>
    [Fact]
    public void Neighbouring_frames_have_message_ids_of_their_own()
    {
        var names =
            from node in new[] { "edge-1", "edge-2" }
            from of in Enum.GetValues<DeliveryClass>()
            from first in Enumerable.Range(1, 2_000)
            from last in new[] { first, first + 1 }
            select (node, Guid.Empty, of, (long)first, (long)last);
        var all = names.ToList();
        Assert.Equal(all.Count, all.Select(Id).Distinct().Count());
    }

    /// <summary>A node that was updated sends again what it sent before, and under the same name: this value does not change.</summary>
    [Fact]
    public void A_message_id_is_the_same_on_every_machine_and_in_every_version() =>
        Assert.Equal(new Guid("ea7b1465-92a7-7807-d4a4-3317e6a82ae1"), Id(("edge-1", Epoch, DeliveryClass.Normal, 1, 9)));

    private static Guid Id((string Node, Guid Epoch, DeliveryClass Class, long First, long Last) name) => FrameIdentity.MessageIdOf(
        Frame with { Node = name.Node, Epoch = name.Epoch, Class = name.Class, FirstSequence = name.First, LastSequence = name.Last });
}
