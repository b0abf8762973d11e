using System.Text.RegularExpressions;

namespace EventEdge.Architecture.Tests;

/// <summary>A page that lists the folders beside it lists those that exist, and all of them.</summary>
public sealed partial class FolderListTests
{
    public static TheoryData<string> Pages =>
        [.. Repository.Rooms.Select(room => $"{room}/README.md"), "docs/README.md", "deploy/README.md", "samples/README.md",
            "bench/README.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_lists_the_folders_beside_it(string page)
    {
        var home = Path.GetDirectoryName(page)!;
        var text = Repository.Read(page);
        var named = FolderName().Matches(text).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var present = Repository.Files.Where(file => file.StartsWith(home + "/", StringComparison.Ordinal))
            .Select(file => file[(home.Length + 1)..])
            .Where(file => file.Contains('/', StringComparison.Ordinal))
            .Select(file => file[..file.IndexOf('/', StringComparison.Ordinal)])
            .ToHashSet(StringComparer.Ordinal);
        var gone = named.Where(name => !Repository.Files.Any(file => IsFolderOf(file, home, name)));
        Offences.MustBeEmpty(
            present.Except(named).Select(name => $"{page} does not name {name}/")
                .Concat(gone.Select(name => $"{page} names {name}/, which does not exist")),
            "Lists of folders are true:");
    }

    // A row may name what lies within its own folder, and a page what lies in another room.
    private static bool IsFolderOf(string file, string home, string name) =>
        file.StartsWith(name + "/", StringComparison.Ordinal)
        || (file.StartsWith(home + "/", StringComparison.Ordinal) && file.Contains($"/{name}/", StringComparison.Ordinal));

    [GeneratedRegex(@"`([A-Za-z][\w-]*(?:/[A-Za-z][\w-]*)*)/`")]
    private static partial Regex FolderName();
}
