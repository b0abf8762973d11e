using System.Xml.Linq;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>
/// Packages that are already on the node, unpacked as <c>name/version/lib/framework/*.dll</c>: beside the bindings file in
/// <c>packages/</c>, else in the folder where NuGet keeps them. Nothing is ever downloaded.
/// </summary>
internal sealed class PackageFolders(IReadOnlyList<string> folders)
{
    private static readonly string[] Frameworks =
    [
        .. Enumerable.Range(5, Environment.Version.Major - 4).Reverse().Select(v => $"net{v}.0"),
        "netcoreapp3.1", "netcoreapp3.0", "netstandard2.1", "netstandard2.0", "netstandard1.6", "netstandard1.3", "netstandard1.0",
    ];

    /// <summary>The folders of a node whose bindings file lies in <paramref name="baseDirectory"/>.</summary>
    public static PackageFolders Of(string baseDirectory)
    {
        var shared = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } configured
            ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return new([Path.Combine(baseDirectory, "packages"), shared]);
    }

    /// <summary>The assemblies of packages and of what they depend on.</summary>
    /// <exception cref="FunctionLoadException">One of them is not on this node.</exception>
    public IReadOnlyList<string> Resolve(IEnumerable<PackageName> packages)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        var open = new Queue<(PackageName Package, bool IsExact)>(packages.Select(p => (p, true)));
        while (open.TryDequeue(out var next))
        {
            if (found.ContainsKey(next.Package.Name)) continue;
            var folder = Find(next.Package, next.IsExact);
            found.Add(next.Package.Name, AssembliesOf(folder));
            foreach (var needed in DependenciesOf(folder)) open.Enqueue((needed, false));
        }

        return [.. found.Values.SelectMany(files => files).DistinctBy(Path.GetFileName)];
    }

    private string Find(PackageName package, bool isExact)
    {
        var candidates = folders.Select(f => Path.Combine(f, package.Name.ToLowerInvariant())).Where(Directory.Exists).ToList();
        var exact = candidates.Select(c => Path.Combine(c, package.Version.ToLowerInvariant())).FirstOrDefault(Directory.Exists);
        if (exact is not null) return exact;
        var there = candidates.SelectMany(Directory.GetDirectories).Select(d => Path.GetFileName(d)!).ToList();
        var lowest = there.Where(v => VersionOf(v) >= VersionOf(package.Version)).MinBy(VersionOf);
        if (!isExact && lowest is not null) return candidates.Select(c => Path.Combine(c, lowest)).First(Directory.Exists);
        var instead = there.Count > 0 ? $"; there is {string.Join(", ", there.Order(StringComparer.Ordinal))}" : string.Empty;
        throw new FunctionLoadException(
            $"package {package} is not on this node{instead}. Looked in {string.Join(" and ", folders)}; nothing is downloaded");
    }

    private static IReadOnlyList<string> AssembliesOf(string package)
    {
        var folder = Frameworks.Select(f => Path.Combine(package, "lib", f)).FirstOrDefault(Directory.Exists);
        return folder is null ? [] : Directory.GetFiles(folder, "*.dll");
    }

    private static IEnumerable<PackageName> DependenciesOf(string package)
    {
        if (Directory.GetFiles(package, "*.nuspec") is not [var file, ..]) return [];
        var groups = XDocument.Load(file).Descendants().Where(e => e.Name.LocalName == "group").ToList();
        var group = Frameworks.Select(f => groups.Find(g => FrameworkOf(g) == f)).FirstOrDefault(g => g is not null);
        return group?.Elements().Select(d => new PackageName(d.Attribute("id")!.Value, LowestOf(d.Attribute("version")?.Value))) ?? [];
    }

    private static string FrameworkOf(XElement group)
    {
        var name = group.Attribute("targetFramework")?.Value.TrimStart('.').ToLowerInvariant() ?? string.Empty;
        return name.StartsWith("netcoreapp", StringComparison.Ordinal)
            && VersionOf(name["netcoreapp".Length..]).Major >= 5 ? name.Replace("coreapp", string.Empty, StringComparison.Ordinal) : name;
    }

    private static string LowestOf(string? range) =>
        range?.Trim('[', ']', '(', ')').Split(',')[0].Trim() is { Length: > 0 } lowest ? lowest : "0.0";

    private static Version VersionOf(string text) =>
        Version.TryParse(text.Split('-', '+')[0], out var version) ? version : new Version(0, 0);
}
