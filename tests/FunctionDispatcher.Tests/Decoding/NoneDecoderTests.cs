using EventEdge.FunctionDispatcher.Configuration.Files;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

/// <summary><c>decode: none</c>: captures, and the bytes for the function.</summary>
public sealed class NoneDecoderTests
{
    [Fact]
    public void Any_bytes_are_an_event_of_captures()
    {
        var lines = DispatchedLines.Of(
            """
            bindings:
              - name: b
                trigger: { mqtt: "bin/{kind}" }
                decode: none
                where: kind = 'x'
                function: { builtin: pass }
                emit: { measurement: m }
            """,
            "bin/x", [0xFF, 0x00], []);

        Assert.Equal(["m,kind=x kind=\"x\" @1s", "m,kind=x kind=\"x\" @2s"], lines);
    }

    [Theory]
    [InlineData("where: temperature > 1", "there is no field 'temperature': decode none gives kind")]
    [InlineData("window: { tumbling: 1m, group_by: [device] }", "there is no field 'device': decode none gives kind")]
    [InlineData("event_time: { field: ts }", "there is no field 'ts': decode none gives kind")]
    public void Only_captures_can_be_named(string key, string problem)
    {
        var result = BindingsFile.Parse(
            $"bindings:\n- name: b\n  trigger: {{ mqtt: 'bin/{{kind}}' }}\n  decode: none\n  function: {{ builtin: count }}\n  {key}\n",
            "b");
        Assert.Contains(problem, result.Problems.Select(p => p.Message));
    }

    [Fact]
    public void What_it_cannot_do_is_told()
    {
        var result = BindingsFile.Parse(
            "bindings: [ { name: b, trigger: { mqtt: t }, decode: { none: { compression: gzip } }, function: { builtin: pass } } ]", "b");
        Assert.Equal(
            "decode none hands the bytes over as they came: it decompresses nothing", Assert.Single(result.Problems).Message);
    }
}
