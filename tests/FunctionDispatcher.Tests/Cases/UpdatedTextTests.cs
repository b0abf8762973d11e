using CsCheck;
using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>An accepted expectation holds, whatever text came out.</summary>
public sealed class UpdatedTextTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: note
            trigger: { mqtt: "note/{x}" }
            decode: text
            function: { builtin: pass, with: { fields: [value] } }
            emit: { measurement: note, tags: [x] }
        """;

    private static readonly Gen<string> Rune = Gen.OneOf(
        Gen.Int[0, 0x2100].Where(code => code is not (>= 0xd800 and < 0xe000)).Select(char.ConvertFromUtf32),
        Gen.Int[0xe000, 0x10ffff].Select(char.ConvertFromUtf32),
        Gen.Int[0, 33].Select(i => "\n\r\t\0 '\"\\#:-?&*!|>%@`{}[],~=.\u0085\u2028\u2029\uFEFF\u202E\u200B\u007F"[i].ToString()));

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public UpdatedTextTests() => File.WriteAllText(Path.Combine(_folder, "bindings.yaml"), Bindings);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Any_text_that_was_accepted_passes_the_next_run() =>
        Rune.Array[1, 12].Sample(runes => Accept(string.Concat(runes)), iter: 300, threads: 1);

    [Theory]
    [InlineData("one\ntwo")]
    [InlineData("it's \"quoted\"")]
    [InlineData("true: yes # no")]
    [InlineData("\uFFFF\uFFFE\uFEFF")]
    [InlineData("🌡️ 21 °C")]
    public void So_does_this_one(string text) => Accept(text);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void An_update_keeps_the_ends_of_lines(string end)
    {
        var text = string.Join(
            end, "bindings: bindings.yaml", "cases:", "  - name: a", "    events:", "      - { at: 1s, topic: note/a, payload: hello }");

        Assert.Equal($"{text}{end}    expect:{end}      - 'note,x=a value=\"hello\" @1s'{end}", Updated(text));
    }

    [Fact]
    public void Two_cases_of_one_name_are_two()
    {
        const string Text = "bindings: bindings.yaml\ncases:\n- name: a\n  events:\n  - { at: 1s, topic: note/a, payload: one }\n- name: "
            + "a\n  events:\n  - { at: 1s, topic: note/a, payload: two }\n";

        Assert.Contains("value=\"one\"", Updated(Text), StringComparison.Ordinal);
        Assert.Contains("value=\"two\"", Updated(Text), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_a_foreign_kind_in_front_do_not_move_the_place()
    {
        var updated = Updated("bindings: bindings.yaml\n# a\u2028# b\u0085# c\ncases:\n- name: a\n  events:\n  - { at: 1s, topic: note/a, "
            + "payload: one }\n# end\n");

        Assert.EndsWith("payload: one }\n  expect:\n    - 'note,x=a value=\"one\" @1s'\n# end\n", updated, StringComparison.Ordinal);
    }

    private void Accept(string text)
    {
        var payload = YamlQuotes.Of(text);
        Updated($"bindings: bindings.yaml\ncases:\n  - name: a text\n    events:\n      - {{ at: 1s, topic: note/a, payload: "
            + $"{payload} }}\n");
    }

    private string Updated(string text)
    {
        var path = Path.Combine(_folder, "own.cases.yaml");
        File.WriteAllText(path, text);
        var first = CaseSuite.Run(path);
        Assert.Empty(first.Problems);
        CaseSuite.Update(first);
        var updated = File.ReadAllText(path);

        var second = CaseSuite.Run(path);

        Assert.Empty(second.Problems);
        Assert.All(second.Cases, one => Assert.True(one.Passed, string.Join('\n', one.Difference)));
        Assert.Equal(0, CaseSuite.Update(second));
        Assert.Equal(updated, File.ReadAllText(path));
        return updated;
    }
}
