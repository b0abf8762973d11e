namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>The embedded broker does what MQTT asks of a server.</summary>
public sealed class ConformanceTests
{
    internal static Dictionary<string, Behaviour> Behaviours { get; } = Catalogue().ToDictionary(one => one.Key, one => one.Behaviour);

    internal static Dictionary<string, Breach> Closing { get; } = Breaches.All().ToDictionary(one => one.ToString());

    public static TheoryData<string> BehaviourNames => [.. Behaviours.Keys];

    public static TheoryData<string> BreachNames => [.. Closing.Keys];

    [Theory]
    [MemberData(nameof(BehaviourNames))]
    public async Task A_client_finds(string behaviour)
    {
        await using var bench = await OurBench.StartAsync();
        await Behaviours[behaviour].Check(bench);
    }

    [Theory]
    [MemberData(nameof(BreachNames))]
    public async Task The_connection_ends_after(string breach)
    {
        await using var bench = await OurBench.StartAsync();
        var bystander = await bench.ConnectAsync(4, "bystander");
        await CloseAsync(bench, Closing[breach], saysWhy: true);
        await bystander.PingAsync();
        Assert.Empty(bench.Intake.Taken);
    }

    internal static async Task CloseAsync(Bench bench, Breach breach, bool saysWhy)
    {
        var client = breach.IsFirst ? await bench.OpenAsync(breach.Version) : await bench.ConnectAsync(breach.Version, "breach");
        client.Waiting = null;
        await client.SendAsync(breach.Bytes);
        var reason = await client.ClosedAsync();
        Assert.NotEqual(0, reason);
        if (!saysWhy) return;
        if (breach.Reason is { } expected) Assert.Equal(expected, reason);
        else if (breach is { Version: 5, IsFirst: false }) Assert.InRange(reason, 0x80, 0xA2);
    }

    private static IEnumerable<(string Key, Behaviour Behaviour)> Catalogue() =>
    [
        .. Behaviours3.All(4).Concat(BehavioursOfFlow.All(4)).Select(one => ($"{one.Name} (3.1.1)", one)),
        .. Behaviours3.All(5).Concat(BehavioursOfFlow.All(5)).Concat(Behaviours5.All()).Concat(BehavioursOfSessions5.All())
            .Concat(BehavioursOfFlow.Of5()).Select(one => ($"{one.Name} (5)", one)),
    ];
}
