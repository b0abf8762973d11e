using EventEdge.Fuzz;

namespace EventEdge.Abuse.Tests.Fuzz;

/// <summary>
/// 200,000 packets, most of them legal and the rest not, never harm anybody else. A longer run: <c>bench/fuzz.sh</c>.
/// </summary>
public sealed class FuzzTests
{
    private const int PacketGoal = 200_000;
    private const long GrowthLimit = 200L << 20;

    [Fact]
    public async Task Whatever_a_client_sends_no_one_else_is_disturbed_and_nothing_untaken_is_acknowledged()
    {
        var before = Environment.WorkingSet;
        var result = await new FuzzRun(seed: 20_04).RunAsync(PacketGoal, TestContext.Current.CancellationToken);
        Assert.Null(result.Violation);
        Assert.True(result.Packets >= PacketGoal, $"only {result.Packets} packets");
        Assert.True(result.Taken > PacketGoal / 20, $"only {result.Taken} messages got through: the fuzzer is all noise");
        Assert.True(Environment.WorkingSet - before < GrowthLimit, $"{(Environment.WorkingSet - before) >> 20} MiB more than before");
        TestContext.Current.SendDiagnosticMessage($"{result}");
    }

    [Fact]
    public void A_seed_makes_the_same_packets_again()
    {
        var (one, same, other) = (FuzzSession.Create(7, 3), FuzzSession.Create(7, 3), FuzzSession.Create(8, 3));
        Assert.Equal(one.Packets.Select(Convert.ToHexString), same.Packets.Select(Convert.ToHexString));
        Assert.NotEqual(one.Packets.Select(Convert.ToHexString), other.Packets.Select(Convert.ToHexString));
    }

    [Fact]
    public void Acknowledgements_are_found_among_other_packets()
    {
        byte[] received = [0x20, 2, 0, 0, 0x40, 2, 0, 7, 0x30, 5, 0, 1, (byte)'t', 0x40, 2, 0x50, 3, 0, 8, 0x87, 0x50, 2, 0, 9];
        Assert.Equal([7, 9], Answers.Acknowledged(received));
    }
}
