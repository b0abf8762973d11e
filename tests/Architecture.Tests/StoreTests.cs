using System.Text.RegularExpressions;

namespace EventEdge.Architecture.Tests;

/// <summary>A store is one folder, one line of registration and one page; nothing else knows its name.</summary>
public sealed partial class StoreTests
{
    // Tables of the edge may come out of a database of the same name.
    private const string Tables = "FunctionDispatcher/Lookups/";

    private static IReadOnlyList<(string Name, SourceFile Source)> Stores => Offences.MustNotBeEmpty(
        from source in Repository.ProductSources
        where source.Path.StartsWith("CloudIngest/Stores/", StringComparison.Ordinal)
            && source.Path.EndsWith("Store.cs", StringComparison.Ordinal)
        from name in Name().Matches(source.Text).Select(match => match.Groups[1].Value)
        select (name, source),
        "stores");

    [Fact]
    public void A_store_s_name_stands_in_its_folder_alone() => Offences.MustBeEmpty(
        from store in Stores
        from source in Repository.ProductSources
        where !source.Path.StartsWith(Tables, StringComparison.Ordinal)
            && !source.Path.StartsWith(store.Source.Folder + "/", StringComparison.Ordinal)
            && source.Text.Contains($"\"{store.Name}\"", StringComparison.Ordinal)
        select $"{source}: {store.Name}",
        "Ask the catalog:");

    [Fact]
    public void Every_store_has_its_page() => Offences.MustBeEmpty(
        Stores.Where(store => !Repository.Files.Contains($"docs/stores/{store.Name}.md")).Select(store => store.Name),
        "No page in docs/stores:");

    [GeneratedRegex("""public string Name => "(\w+)";""")]
    private static partial Regex Name();
}
