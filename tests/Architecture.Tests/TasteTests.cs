using System.Text.RegularExpressions;

namespace EventEdge.Architecture.Tests;

/// <summary>The house style that a compiler cannot see.</summary>
public sealed partial class TasteTests
{
    /// <summary>
    /// A type has fewer, see <c>TypeSizeTests</c>; a file has what it uses, too, and now and then a small type beside the large one.
    /// </summary>
    private const int LineLimit = 300;

    private static readonly string[] WallClock =
        ["DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Environment.TickCount",
            "Thread.Sleep"];

    /// <summary>A project may have a namespace of its own; below it, folders are namespaces.</summary>
    [Fact]
    public void A_namespace_is_its_folder()
    {
        var offences = from source in Offences.MustNotBeEmpty(Repository.ProductSources, "sources")
                       let expected = NamespaceOf(source)
                       where source.Namespace is { } name && name != expected
                       select $"{source} says {source.Namespace}, not {expected}";
        Offences.MustBeEmpty(offences, "Namespace = folder:");
    }

    [Fact]
    public void A_file_fits_in_the_reader_s_head() =>
        Offences.MustBeEmpty(
            Repository.Sources.Where(s => LinesToRead(s) > LineLimit).Select(s => $"{s}: {LinesToRead(s)} lines"),
            $"No file has more than {LineLimit} lines beside its usings:");

    [Fact]
    public void Nothing_is_left_for_later() =>
        Offences.MustBeEmpty(
            from source in Repository.Sources
            from word in new[] { "TO" + "DO", "FIX" + "ME", "HA" + "CK:", "NotImplemented" + "Exception", "#reg" + "ion" }
            where source.Text.Contains(word, StringComparison.Ordinal)
            select $"{source}: {word}",
            "Finished or absent:");

    [Fact]
    public void Time_is_an_argument() =>
        Offences.MustBeEmpty(
            from source in Repository.ProductSources
            from clock in WallClock
            where Regex.IsMatch(source.Code, $@"(?<!\w){Regex.Escape(clock)}\b")
            select $"{source}: {clock}",
            "Take a TimeProvider:");

    [Fact]
    public void No_one_looks_for_files_where_the_source_was_compiled() =>
        Offences.MustBeEmpty(
            Repository.Sources.Where(s => s.Code.Contains("CallerFile" + "Path", StringComparison.Ordinal)).Select(s => s.Path),
            "A continuous integration build maps source paths away:");

    [Fact]
    public void No_one_switches_the_banned_symbols_off() =>
        Offences.MustBeEmpty(
            Repository.Sources.Where(s => s.Code.Contains("RS0030", StringComparison.Ordinal)).Select(s => s.Path),
            "RS0030 is suppressed in:");

    [Fact]
    public void Types_are_named_for_what_they_do() =>
        Offences.MustBeEmpty(
            from source in Repository.ProductSources
            from name in source.TypeNames
            where VagueName().IsMatch(name)
            select $"{source}: {name}",
            "The glossary leaves these words aside:");

    [Fact]
    public void Most_classes_are_sealed()
    {
        var declarations = Repository.ProductSources.SelectMany(s => ClassDeclaration().Matches(s.Code)).Select(m => m.Value).ToList();
        var open = declarations.Where(d => !Regex.IsMatch(d, @"\b(sealed|static|abstract)\b")).ToList();
        Assert.True(
            open.Count * 4 <= declarations.Count, $"{open.Count} of {declarations.Count} classes are open: {string.Join("; ", open)}");
    }

    private static string NamespaceOf(SourceFile source)
    {
        var project = Repository.Projects.Where(p => p.Holds(source.Path)).MaxBy(p => p.Folder.Length)!;
        return project.RootNamespace + source.Folder[project.Folder.Length..].Replace('/', '.');
    }

    private static int LinesToRead(SourceFile source) =>
        source.LineCount - source.Text.Split('\n').Count(line => line.StartsWith("using ", StringComparison.Ordinal));

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Utility|Processor|Handler)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(
        @"^\s*(?:(?:public|internal|private|protected|file|sealed|abstract|static|partial)\s+)*(?:class|record)\s+\w+",
        RegexOptions.Multiline)]
    private static partial Regex ClassDeclaration();
}
