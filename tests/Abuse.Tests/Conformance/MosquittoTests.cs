namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>
/// The same checks against a real Mosquitto: they must not ask for what only our own broker does. Where Mosquitto 2.0 departs, a table says
/// so and the check is left out here.
/// </summary>
public sealed class MosquittoTests(MosquittoFixture fixture) : IClassFixture<MosquittoFixture>
{
    public static TheoryData<string> BehaviourNames => Followed(ConformanceTests.Behaviours.Keys);

    public static TheoryData<string> BreachNames => Followed(ConformanceTests.Closing.Keys);

    [Fact]
    public void Every_departure_names_a_check() =>
        Assert.Empty(MosquittoDepartures.ByName.Keys.Except(ConformanceTests.Behaviours.Keys).Except(ConformanceTests.Closing.Keys));

    [Theory]
    [MemberData(nameof(BehaviourNames))]
    public async Task A_client_finds(string name)
    {
        var behaviour = ConformanceTests.Behaviours[name];
        await using var bench = Open();
        await behaviour.Check(bench);
    }

    [Theory]
    [MemberData(nameof(BreachNames))]
    public async Task The_connection_ends_after(string name)
    {
        var breach = ConformanceTests.Closing[name];
        await using var bench = Open();
        await ConformanceTests.CloseAsync(bench, breach, saysWhy: false);
    }

    private MosquittoBench Open()
    {
        Assert.SkipWhen(fixture.Server is null, "mosquitto is not installed");
        return new MosquittoBench(fixture.Server!);
    }

    private static TheoryData<string> Followed(IEnumerable<string> names) =>
        [.. names.Where(name => !MosquittoDepartures.ByName.ContainsKey(name))];
}
