namespace EventEdge.Architecture.Tests.Sizes;

/// <summary>A line fits beside another one on a screen: of the product, of tests, of samples and of benchmarks.</summary>
public sealed class LineLengthTests
{
    private const int LengthLimit = 140;

    [Fact]
    public void Every_line_fits_beside_another() =>
        Offences.MustBeEmpty(
            from source in Offences.MustNotBeEmpty(Repository.Sources, "sources")
            from line in source.Text.Split('\n').Index()
            where line.Item.Length > LengthLimit
            select $"{source}:{line.Index + 1}: {line.Item.Length} characters",
            $"Lines have at most {LengthLimit} characters; break these:");
}
