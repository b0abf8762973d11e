using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The doc comments of the config records as plain text: the compiler writes them beside the assembly.</summary>
internal sealed class DocComments
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    /// <exception cref="FileNotFoundException">The XML file that belongs to an assembly is not beside it.</exception>
    public DocComments(params Assembly[] assemblies)
    {
        foreach (var assembly in assemblies)
        {
            var path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
            if (!File.Exists(path)) throw new FileNotFoundException($"the doc comments are not beside the program: {path}", path);
            foreach (var member in XDocument.Load(path).Descendants("member")) _members[member.Attribute("name")!.Value] = member.Element("summary")!;
        }
    }

    public string Of(Type type) => Text($"T:{type.FullName}");

    public string Of(PropertyInfo property) => Text($"P:{property.DeclaringType!.FullName}.{property.Name}");

    public string Of(Type type, string word) => Text($"F:{type.FullName}.{word}");

    private string Text(string member)
    {
        var words = string.Concat(_members[member].Nodes().Select(Text));
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
