using System.Xml.Linq;

namespace EventEdge.Architecture.Tests;

/// <summary>A C# project of a room: where it is, what it is called, what it needs.</summary>
internal sealed record ProjectFile(string Path, XDocument Content)
{
    /// <summary>The room it is a part of.</summary>
    public string Room => Path[..Path.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Its folder, without a trailing slash.</summary>
    public string Folder => Path[..Path.LastIndexOf('/')];

    /// <summary>The name of what it is compiled into.</summary>
    public string AssemblyName =>
        Content.Descendants("AssemblyName").SingleOrDefault()?.Value ?? $"EventEdge.{System.IO.Path.GetFileNameWithoutExtension(Path)}";

    /// <summary>The namespace of what lies in its folder.</summary>
    public string RootNamespace =>
        Content.Descendants("RootNamespace").SingleOrDefault()?.Value ?? $"EventEdge.{System.IO.Path.GetFileNameWithoutExtension(Path)}";

    /// <summary>Paths of the projects it references.</summary>
    public IEnumerable<string> References =>
        Includes("ProjectReference").Select(reference => System.IO.Path.GetRelativePath(
            Repository.Root, System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, Folder, reference.Replace('\\', '/'))))
                .Replace('\\', '/'));

    /// <summary>Names of the packages it references.</summary>
    public IEnumerable<string> Packages => Includes("PackageReference");

    /// <summary>Whether a file of the repository is compiled into it.</summary>
    public bool Holds(string path) => path.StartsWith(Folder + "/", StringComparison.Ordinal);

    public override string ToString() => Path;

    private IEnumerable<string> Includes(string element) => Content.Descendants(element).Select(e => e.Attribute("Include")!.Value);
}
