namespace EventEdge.Architecture.Tests.Sizes;

/// <summary>A folder is one capability, and can be taken in at a glance. The exceptions may only shrink.</summary>
public sealed class FolderSizeTests
{
    private const int FileLimit = 16;

    private const int MedianLimit = 8;

    /// <summary>Folders that hold more, and how many files they may have until they are split.</summary>
    private static readonly Dictionary<string, int> Left = new(StringComparer.Ordinal)
    {
        ["Contracts/Rx/Windows"] = 23,
        ["FunctionDispatcher/Pipeline"] = 20,
    };

    private static Dictionary<string, int> Sizes { get; } = Repository.Sources
        .Where(source => source.Room == "tests" || Repository.Rooms.Contains(source.Room, StringComparer.Ordinal))
        .GroupBy(source => source.Folder, StringComparer.Ordinal)
        .ToDictionary(folder => folder.Key, folder => folder.Count(), StringComparer.Ordinal);

    [Fact]
    public void A_folder_is_taken_in_at_a_glance() =>
        Offences.MustBeEmpty(
            from folder in Offences.MustNotBeEmpty(Sizes, "folders")
            let limit = Left.GetValueOrDefault(folder.Key, FileLimit)
            where folder.Value > limit
            select $"{folder.Key}: {folder.Value} files, may have {limit}",
            $"No folder has more than {FileLimit} C# files; split it by capability:");

    [Fact]
    public void Most_folders_are_small()
    {
        var sizes = Sizes.Values.Order().ToList();
        Assert.InRange(sizes[sizes.Count / 2], 1, MedianLimit);
    }

    [Fact]
    public void An_exception_that_is_not_needed_leaves_the_list() =>
        Offences.MustBeEmpty(
            Left.Keys.Where(folder => Sizes.GetValueOrDefault(folder) <= FileLimit),
            $"At most {FileLimit} files now; take out of the list of exceptions:");
}
