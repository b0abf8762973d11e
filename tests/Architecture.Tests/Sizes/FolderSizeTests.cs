namespace EventEdge.Architecture.Tests.Sizes;

/// <summary>A folder is one capability, and can be taken in at a glance.</summary>
public sealed class FolderSizeTests
{
    private const int FileLimit = 16;

    private const int MedianLimit = 8;

    private static Dictionary<string, int> Sizes { get; } = Repository.Sources
        .Where(source => source.Room == "tests" || Repository.Rooms.Contains(source.Room, StringComparer.Ordinal))
        .GroupBy(source => source.Folder, StringComparer.Ordinal)
        .ToDictionary(folder => folder.Key, folder => folder.Count(), StringComparer.Ordinal);

    [Fact]
    public void A_folder_is_taken_in_at_a_glance() =>
        Offences.MustBeEmpty(
            from folder in Offences.MustNotBeEmpty(Sizes, "folders")
            where folder.Value > FileLimit
            select $"{folder.Key}: {folder.Value} files",
            $"No folder has more than {FileLimit} C# files; split it by capability:");

    [Fact]
    public void Most_folders_are_small()
    {
        var sizes = Sizes.Values.Order().ToList();
        Assert.InRange(sizes[sizes.Count / 2], 1, MedianLimit);
    }
}
