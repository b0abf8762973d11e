using EventEdge.FunctionDispatcher.Configuration.Files;

namespace EventEdge.FunctionDispatcher.Tests.Configuration.Schema;

public sealed class SchemaTests
{
    private const string Good = "bindings:\n- name: a\n  trigger: { mqtt: t }\n  function: { builtin: pass }\n";

    public static TheoryData<string> Samples => new(TestFiles.Samples.Select(Path.GetFileName).OfType<string>());

    [Theory]
    [MemberData(nameof(Samples))]
    public void Accepts_every_sample_as_the_reader_does(string sample)
    {
        var text = File.ReadAllText(TestFiles.Sample(sample));

        Assert.Empty(SchemaCheck.Check(text));
        Assert.Empty(BindingsFile.Parse(text, sample).Problems);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  where: x > 1\n  window: { tumbling: 30s }")]
    [InlineData("- { name: b, trigger: { mqtt: t }, function: { container: acme/fft } }")]
    [InlineData(
        "- { name: b, trigger: { mqtt: t }, function: { container: { image: acme/fft, cpus: 0.5, gpus: all, scale: { max: 4 } } } }")]
    public void Accepts_what_is_good(string more) => Assert.Empty(SchemaCheck.Check(Good + more));

    [Theory]
    [InlineData("  wher: x > 1")]
    [InlineData("  window: { tumbling: 30 }")]
    [InlineData("  window: { tumbling: 30 s }")]
    [InlineData("  window: { tumbling: 1s, sliding: 1s }")]
    [InlineData("  window: { group_by: [x] }")]
    [InlineData("  window: { count: { size: 0 } }")]
    [InlineData("  window: { hopping: { size: 10s } }")]
    [InlineData("  decode: xml")]
    [InlineData("  where: 5")]
    [InlineData("  emit: { tags: x }")]
    [InlineData("  emit: { retain: yes, mqtt: x }")]
    [InlineData("- { name: b, trigger: { mqtt: t }, function: { container: { image: x, cpus: 0 } } }")]
    [InlineData("- { name: b, trigger: { mqtt: t }, function: { container: { image: x, cpus: half } } }")]
    [InlineData("- name: Press")]
    [InlineData("- { name: b, trigger: { mqtt: t, qos: 3 }, function: { builtin: pass } }")]
    [InlineData("- { name: b, trigger: { mqtt: t }, function: { builtin: pass, csharp: { assembly: a, class: b } } }")]
    public void Refuses_what_the_reader_refuses_too(string more)
    {
        Assert.NotEmpty(SchemaCheck.Check(Good + more));
        Assert.NotEmpty(BindingsFile.Parse(Good + more, "b.yaml").Problems);
    }
}
