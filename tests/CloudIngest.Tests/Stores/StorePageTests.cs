using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores;

/// <summary>Whoever has read the page of one store has read them all, and finds on it whatever the store can be told.</summary>
public sealed class StorePageTests
{
    private static readonly string[] Parts = ["About", "Usage", "Defaults", "Backpressure", "Delivery"];

    public static TheoryData<string> Names => [.. BuiltInStores.Catalog.Stores.Select(store => store.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_has_its_parts_and_every_setting_with_its_default(string name)
    {
        var page = File.ReadAllText(Repository.File($"docs/stores/{name}.md"));

        Assert.Equal(Parts, page.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        foreach (var setting in BuiltInStores.Catalog.Find(name)!.Settings)
        {
            var row = Assert.Single(
                page.Split('\n'), line => line.StartsWith($"| `--store-{setting.Name}` | `{setting.Name}` |", StringComparison.Ordinal));
            Assert.Contains(setting.IsRequired ? "required" : setting.Default ?? "none", row.Split('|')[^2], StringComparison.Ordinal);
        }
    }
}
