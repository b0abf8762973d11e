using System.Text.RegularExpressions;

namespace EventEdge.Architecture.Tests.Sizes;

/// <summary>How much is tested and how much is explained, over the product as a whole.</summary>
public sealed class ProportionTests
{
    /// <summary>
    /// Lines of tests for a line of the product. The house aims at 1.0 to 1.5; this floor rises with what is reached. It fell once, from
    /// 0.73: a dozen decoders and two dozen functions are tested by tables and laws that hold for all of them.
    /// </summary>
    private const double TestFloor = 0.69;

    private const double DocumentationFloor = 0.20;

    private const double DocumentationCeiling = 0.33;

    [Fact]
    public void Tests_keep_up_with_the_product()
    {
        var tests = Repository.Sources.Where(source => source.Room == "tests").Sum(source => source.LineCount);
        var product = Repository.ProductSources.Sum(source => source.LineCount);
        Assert.True(
            tests >= TestFloor * product,
            $"{tests} lines of tests for {product} of the product: {(double)tests / product:0.000}, at least {TestFloor}");
    }

    [Fact]
    public void What_is_public_is_explained_and_not_buried()
    {
        var lines = Repository.ProductSources
            .Where(source => Regex.IsMatch(source.Text, "^public ", RegexOptions.Multiline))
            .SelectMany(source => source.Text.Split('\n'))
            .Select(line => line.Trim())
            .Where(line => line.Length > 0)
            .ToList();
        var share = (double)lines.Count(line => line.StartsWith("///", StringComparison.Ordinal)) / lines.Count;
        Assert.InRange(share, DocumentationFloor, DocumentationCeiling);
    }
}
