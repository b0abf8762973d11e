using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration.Schema;

/// <summary>The doc comments of the config records as plain text: the compiler writes them beside the assembly.</summary>
internal sealed class DocComments
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    /// <exception cref="FileNotFoundException">The XML file that belongs to an assembly is not beside it.</exception>
    public DocComments(params Assembly[] assemblies)
    {
        foreach (var assembly in assemblies)
        {
            var path = PathOf(assembly);
            if (!File.Exists(path)) throw new FileNotFoundException($"the doc comments are not beside the program: {path}", path);
            Load(path);
        }
    }

    /// <summary>Those of the config records and of components. A component from elsewhere may have come without.</summary>
    /// <exception cref="FileNotFoundException">The XML file of the config records is not beside the program.</exception>
    public static DocComments Of(EventEdgeComponents components)
    {
        var docs = new DocComments(typeof(BindingsConfig).Assembly, typeof(DeliveryClass).Assembly);
        var others = components.All.Select(c => c.GetType().Assembly).Distinct().Where(a => a != typeof(BindingsConfig).Assembly);
        foreach (var path in others.Select(PathOf).Where(File.Exists)) docs.Load(path);
        return docs;
    }

    public string Of(Type type) => Text($"T:{type.FullName}");

    public string Of(PropertyInfo property) => Text($"P:{property.DeclaringType!.FullName}.{property.Name}");

    public string Of(Type type, string word) => Text($"F:{type.FullName}.{word}");

    private static string PathOf(Assembly assembly) => Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");

    private void Load(string path)
    {
        foreach (var member in XDocument.Load(path).Descendants("member"))
        {
            if (member.Element("summary") is { } summary) _members[member.Attribute("name")!.Value] = summary;
        }
    }

    private string Text(string member)
    {
        if (!_members.TryGetValue(member, out var summary)) return string.Empty;
        var words = string.Concat(summary.Nodes().Select(Text));
        return Regex.Replace(words, @"\s+", " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => $"`{RecordShape.KeyOf(see.Attribute("cref")!.Value.Split('.')[^1])}`",
        XElement element => $"`{element.Value}`",
        _ => string.Empty,
    };
}
