using EventEdge.Tests.Support;

namespace EventEdge.Abuse.Tests.Conformance;

/// <summary>The reference page says what the checks say.</summary>
public sealed class ConformancePageTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.File("docs/reference/mqtt-conformance.md"));

    private static IEnumerable<string> Names => ConformanceTests.Behaviours.Keys.Concat(ConformanceTests.Closing.Keys);

    [Fact]
    public void It_counts_the_checks_and_the_departures() =>
        Assert.Contains(
            $"{Names.Count()} checks: EventEdge departs in none, Mosquitto 2.0.11 in {MosquittoDepartures.ByName.Count}.",
            string.Join(' ', Lines), StringComparison.Ordinal);

    [Fact]
    public void Every_check_has_its_line() => Assert.DoesNotContain(Names, name => RowsOf(name).Length == 0);

    [Fact]
    public void Every_departure_stands_in_the_line_of_its_check() =>
        Assert.DoesNotContain(
            MosquittoDepartures.ByName, departure =>
                !Array.Exists(RowsOf(departure.Key), row => row.Contains(departure.Value, StringComparison.Ordinal)));

    private static string[] RowsOf(string name)
    {
        var check = name[..name.LastIndexOf(" (", StringComparison.Ordinal)];
        return [.. Lines.Where(line => line.StartsWith($"| {check} |", StringComparison.Ordinal))];
    }
}
