namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>
/// The same checks against a real Mosquitto: they must not ask for what only our own broker does. Where Mosquitto 2.0 departs, the table of
/// checks says so and the check is skipped here.
/// </summary>
public sealed class MosquittoTests(MosquittoFixture fixture) : IClassFixture<MosquittoFixture>
{
    public static TheoryData<string> BehaviourNames => ConformanceTests.BehaviourNames;

    public static TheoryData<string> BreachNames => ConformanceTests.BreachNames;

    [Theory]
    [MemberData(nameof(BehaviourNames))]
    public async Task A_client_finds(string name)
    {
        var behaviour = ConformanceTests.Behaviours[name];
        await using var bench = Open(name);
        await behaviour.Check(bench);
    }

    [Theory]
    [MemberData(nameof(BreachNames))]
    public async Task The_connection_ends_after(string name)
    {
        var breach = ConformanceTests.Closing[name];
        await using var bench = Open(name);
        await ConformanceTests.CloseAsync(bench, breach, saysWhy: false);
    }

    private MosquittoBench Open(string name)
    {
        Assert.SkipWhen(fixture.Server is null, "mosquitto is not installed");
        Assert.SkipWhen(MosquittoDepartures.ByName.TryGetValue(name, out var departure), $"Mosquitto 2.0: {departure}");
        return new MosquittoBench(fixture.Server!);
    }
}
