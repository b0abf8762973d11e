namespace EventEdge.Architecture.Tests.Sizes;

/// <summary>
/// A line fits beside another one on a screen. What is left are texts that nobody wants broken; how many there are may only shrink.
/// </summary>
public sealed class LineLengthTests
{
    private const int LengthLimit = 140;

    private const int LeftInProduct = 166;

    private const int LeftElsewhere = 109;

    [Fact]
    public void Long_lines_of_the_product_become_no_more() => MustNotExceed(LeftInProduct, Repository.ProductSources);

    [Fact]
    public void Long_lines_of_tests_and_samples_become_no_more() =>
        MustNotExceed(LeftElsewhere, Repository.Sources.Except(Repository.ProductSources));

    private static void MustNotExceed(int limit, IEnumerable<SourceFile> sources)
    {
        var found = Offences.MustNotBeEmpty(sources, "sources").SelectMany(LongLines).ToList();
        var rooms = found.CountBy(line => line[..line.IndexOf('/', StringComparison.Ordinal)]).Select(room => $"{room.Key} {room.Value}");
        Assert.True(
            found.Count <= limit,
            $"Lines have at most {LengthLimit} characters; {found.Count} have more ({string.Join(", ", rooms)}), {limit} had: break those that you have written");
    }

    private static IEnumerable<string> LongLines(SourceFile source) =>
        source.Text.Split('\n').Index().Where(line => line.Item.Length > LengthLimit).Select(line => $"{source}:{line.Index + 1}");
}
