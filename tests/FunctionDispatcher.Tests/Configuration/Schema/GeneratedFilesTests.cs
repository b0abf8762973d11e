using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Schema;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Tests.Configuration.Schema;

/// <summary>The committed files are what the config records generate. To rewrite them: <c>EVENTEDGE_REWRITE=1</c>.</summary>
public sealed class GeneratedFilesTests
{
    [Fact]
    public void The_schema_is_the_one_the_records_generate() =>
        AssertCommitted("samples/eventedge.schema.json", SchemaGenerator.Generate());

    [Fact]
    public void The_schema_of_cases_is_the_one_the_records_generate() =>
        AssertCommitted("samples/eventedge-cases.schema.json", SchemaGenerator.GenerateCases());

    [Fact]
    public void The_reference_page_is_the_one_the_records_generate() =>
        AssertCommitted("docs/reference/bindings.md", ReferencePage.Generate());

    [Fact]
    public void The_example_of_the_reference_page_is_good()
    {
        Assert.Empty(BindingsFile.Parse(ReferencePage.Example, "example.yaml").Problems);
        Assert.EndsWith(
            ReferencePage.Example.TrimEnd(), File.ReadAllText(TestFiles.Sample("press_temperature.yaml")).TrimEnd(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_says_its_default_or_that_it_is_required()
    {
        foreach (var property in Shapes(typeof(BindingsConfig)).SelectMany(s => s.Properties))
        {
            var meaning = new DocComments(typeof(BindingsConfig).Assembly).Of(property.Property);
            var owner = property.Property.DeclaringType!;
            var isChoice = Variants.Any(v => v.Key?.Property.DeclaringType == owner && v.Key.Key == property.Key);
            if (isChoice) continue;
            var oneOfMany = owner.IsDefined(typeof(ExactlyOneAttribute), false) && !meaning.Contains("Default", StringComparison.Ordinal);
            Assert.True(oneOfMany || property.Key == "bindings" || meaning.Contains(
                "Default", StringComparison.Ordinal) != meaning.Contains("Required.", StringComparison.Ordinal), property.Key);
            Assert.Equal(property.IsRequired && property.Key != "bindings", meaning.Contains("Required.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_range_and_default_is_told_as_the_record_has_it()
    {
        var docs = new DocComments(typeof(BindingsConfig).Assembly);
        foreach (var shape in Shapes(typeof(BindingsConfig)))
        {
            var defaults = Activator.CreateInstance(shape.Type);
            foreach (var property in shape.Properties.Where(
                p => p.Type == typeof(TimeSpan) && Nullable.GetUnderlyingType(p.Property.PropertyType) is null && !p.IsRequired))
            {
                var value = Quantity.Format((TimeSpan)property.Property.GetValue(defaults)!);
                var reported = docs.Of(property.Property).Replace(" ", string.Empty, StringComparison.Ordinal);
                Assert.Contains($"Default{value}.", reported, StringComparison.Ordinal);
                Assert.Contains($"{property.Range!.Min}to{property.Range.Max}.", reported, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<Variant> Variants =>
        new[] { typeof(TriggerConfig), typeof(DecoderConfig), typeof(FunctionConfig), typeof(LookupConfig) }.SelectMany(
            t => EventEdgeComponents.Default.Variants.Of(t).Variants);

    private static IEnumerable<RecordShape> Shapes(Type type)
    {
        if (RecordShape.IsChoice(type)) return EventEdgeComponents.Default.Variants.Of(type).Variants.SelectMany(v => Shapes(v.Shape.Type));
        var shape = RecordShape.Of(type);
        var inner = shape.Properties.Select(p => p.ItemType ?? p.EntryType ?? p.Type).Where(RecordShape.IsRecord);
        return inner.SelectMany(Shapes).Prepend(shape);
    }

    private static void AssertCommitted(string path, string generated)
    {
        var file = Path.Combine(TestFiles.Root, path);
        if (Environment.GetEnvironmentVariable("EVENTEDGE_REWRITE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, generated);
        }

        Assert.True(File.Exists(file), $"{path} is missing: run the tests with EVENTEDGE_REWRITE=1");
        Assert.Equal(generated, File.ReadAllText(file));
    }
}
