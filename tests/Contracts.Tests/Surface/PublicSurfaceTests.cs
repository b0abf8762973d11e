using System.Reflection;
using System.Xml.Linq;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx;
using EventEdge.Tests.Support;

namespace EventEdge.Contracts.Tests.Surface;

/// <summary>
/// What functions are compiled against changes on purpose only: the committed text is the approval. To write it anew:
/// <c>EVENTEDGE_REWRITE=1</c>.
/// </summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Packages => [.. Assemblies.Keys];

    private static Dictionary<string, Assembly> Assemblies { get; } = new[] { typeof(EdgeEvent).Assembly, typeof(WindowRules).Assembly }
        .ToDictionary(assembly => assembly.GetName().Name!);

    [Theory]
    [MemberData(nameof(Packages))]
    public void Surface_is_as_approved(string package)
    {
        var (file, surface) = (Repository.File($"tests/Contracts.Tests/Surface/{package}.txt"), PublicSurface.Of(Assemblies[package]));
        if (Environment.GetEnvironmentVariable("EVENTEDGE_REWRITE") == "1") File.WriteAllText(file, surface);
        else Assert.Equal(File.ReadAllText(file), surface);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_public_type_lives_in_the_package_s_namespaces(string package) =>
        Assert.All(Assemblies[package].GetExportedTypes(),
            type => Assert.StartsWith("EventEdge.Contracts.", type.FullName, StringComparison.Ordinal));

    /// <summary>The compiler refuses a public name without a comment; this refuses one whose comment says nothing.</summary>
    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_public_name_has_a_comment_of_words(string package)
    {
        var shown = Assemblies[package].GetExportedTypes().Select(type => $"T:{type.FullName}").ToHashSet();
        var comments = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{package}.xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Value.Trim());
        Assert.All(shown, name => Assert.True(comments.GetValueOrDefault(name)?.Length > 10, name));
    }

    [Fact]
    public void Nothing_of_the_wire_is_shown() =>
        Assert.DoesNotContain(
            typeof(EdgeEvent).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("EventEdge", StringComparison.Ordinal));
}
