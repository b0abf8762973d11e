using System.Text;
using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Schema;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Decoders.Json;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher.Tests.Configuration.Schema;
using EventEdge.FunctionDispatcher.Tests.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>
/// A decoder, a function, a runtime and two triggers that only these tests have: each is one class with its record, added by one call,
/// and is then read, checked, documented and run like those that come with EventEdge.
/// </summary>
public sealed class OwnComponentsTests : IDisposable
{
    private const string Pass = "function: { builtin: pass }";
    private static readonly EventEdgeComponents Own = EventEdgeComponents.Default.Add(
        new PairsDecoder(), new OctetsDecoder(), new TwiceBuiltin(), new ShoutRuntime(), new DawnTrigger(), new KnockTrigger());

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("decode: pairs", Pass, "a=1;b=2", "b,device=p1 a=1 b=2 @1s")]
    [InlineData("decode: { pairs: { between: '|' } }", Pass, "a=1|b=2", "b,device=p1 a=1 b=2 @1s")]
    [InlineData("decode: json", "function: { builtin: twice, with: { field: x } }", """{"x":4}""", "b,device=p1 twice=8 @1s")]
    [InlineData("decode: json", "function: { builtin: twice, with: { field: x, by: 3 } }", """{"x":4}""", "b,device=p1 twice=12 @1s")]
    [InlineData("decode: json", "function: { shout: HO }", "{}", "b,device=p1 said=\"HO\" @1s")]
    [InlineData("decode: json", "function: { shout: { text: HEY }, timeout: 1s }", "{}", "b,device=p1 said=\"HEY\" @1s")]
    public void What_is_added_runs(string decode, string function, string payload, string result)
    {
        var lines = Run(
            $"trigger: {{ mqtt: 'plant/{{device}}' }}\n    {decode}\n    {function}",
            $"{{ at: 1s, topic: plant/p1, payload: '{payload}' }}");

        Assert.Equal([result], lines);
    }

    [Fact]
    public void A_trigger_that_is_added_ticks() =>
        Assert.Equal(
            ["b missed=0 @6h", "b missed=0 @30h"],
            Run("trigger: { dawn: 6h }\n    function: { builtin: pass, with: { fields: [missed] } }", "{ at: 2d }"));

    [Fact]
    public void A_trigger_whose_events_come_from_elsewhere_has_a_topic_of_its_own()
    {
        var output = new CollectingOutput();
        var config = Parse("trigger: { knock: front, times: 3 }\n    function: { builtin: pass, with: { fields: [door] } }").Config!;
        using var dispatcher = new Dispatcher(new BindingFactory(
            new DispatcherOptions { Node = "n1", Components = Own }, output, TimeProvider.System, NullLogger.Instance));
        dispatcher.Apply(config);

        dispatcher.Dispatch(new InboundMessage("$trigger/b", Encoding.UTF8.GetBytes("""{"door":"front"}"""), Some.Noon, 1));

        Assert.Equal("front", Assert.Single(output.Points).Point.Fields.Single().Value.ToString());
        Assert.True(OwnTopics.Contains("$trigger/b"));
        Assert.Empty(dispatcher.Filters);
    }

    [Theory]
    [InlineData("decode: { pairs: { between: '?' } }", 3, 31, "'between' must have the form")]
    [InlineData("decode: { pairs: { limit: 9 } }", 3, 29, "'limit' must be from 1 to 8, not 9")]
    [InlineData("decode: { pairs: { between: ' ' } }", 3, 31, "between ' ' is for at most 4 pairs, not limit 8")]
    [InlineData("decode: { pairs: { betwen: ';' } }", 3, 22,
        "unknown key 'betwen'; there is between, limit, compression, size_limit and when")]
    [InlineData("decode: { pears: {} }", 3, 13, "unknown key 'pears'; there is json, text")]
    [InlineData("decode: pears", 3, 11, "'decode' must be one of json, text")]
    [InlineData("decode: [json]", 3, 11, "'decode' must be the name of a decoder, or a mapping of one name to its settings, not a list")]
    [InlineData(
        "decode: { json: {}, text: {} }", 3, 11, "'decode' must be the name of a decoder, or a mapping of one name to its settings")]
    [InlineData("decode: { json: { x: 1 } }", 3, 21, "unknown key 'x'; there is each, lines, encoding, compression, size_limit and when")]
    public void A_decoder_s_settings_are_checked_at_their_place(string decode, int line, int column, string message) =>
        AssertOne(line, column, message, "trigger: { mqtt: t }", decode, Pass);

    [Theory]
    [InlineData("function: { builtin: twice }", 3, 15, "twice: 'field' is required")]
    [InlineData("function: { builtin: twice, with: { field: x, by: much } }", 3, 49, "twice: 'by' must be a number, not 'much'")]
    [InlineData("function: { shout: ho }", 3, 22, "'ho' is not loud")]
    [InlineData("function: { shout: { txt: HO } }", 3, 24, "unknown key 'txt'; there is text and file")]
    [InlineData("function: { shout: HO, builtin: pass }", 3, 26, "'function' has more than one runtime: shout and builtin")]
    public void A_function_s_settings_are_checked_at_their_place(string function, int line, int column, string message) =>
        AssertOne(line, column, message, "trigger: { mqtt: t }", function);

    [Theory]
    [InlineData("trigger: { dawn: 2d }", 2, 20, "'dawn' must be from 0s to 1d, not 2d")]
    [InlineData("trigger: { dawn: 6h, times: 2 }", 2, 24, "'times' belongs to 'knock'")]
    [InlineData("trigger: { knock: x, missed: all }", 2, 24, "'missed' belongs to 'every' and 'cron' and 'dawn'")]
    [InlineData("trigger: { dawm: 6h }", 2, 14, "unknown key 'dawm'")]
    [InlineData("trigger: {}", 2, 12, "'trigger' needs a trigger: mqtt, http, every, cron, on, dawn or knock")]
    public void A_trigger_s_keys_are_checked_at_their_place(string trigger, int line, int column, string message) =>
        AssertOne(line, column, message, trigger, Pass);

    [Fact]
    public void Bindings_of_one_file_are_checked_against_each_other()
    {
        var text = "bindings:\n- { name: a, trigger: { dawn: 6h }, function: { builtin: pass } }\n- { name: b, trigger: { dawn: 6h }, "
            + "function: { builtin: pass } }\n";

        Assert.Equal((3, 31, "'a' has this dawn already"), Where(Assert.Single(BindingsFile.Parse(text, "b.yaml", Own).Problems)));
    }

    [Fact]
    public void Code_that_a_function_names_is_read_by_its_runtime()
    {
        using var code = new FunctionCode(_folder);
        var text = "bindings:\n- name: a\n  trigger: { mqtt: t }\n  function: { shout: { text: HO, file: f.txt } }\n";

        Assert.Equal((4, 22, "nobody can read 'f.txt'"), Where(Assert.Single(BindingsFile.Parse(text, "b.yaml", Own, code).Problems)));
    }

    [Fact]
    public void A_message_may_hold_one_event_or_several_or_none() =>
        Assert.Equal(
            ["b value=7 @1s", "b value=120 @2s", "b value=121 @2s"],
            Run(
                "trigger: { mqtt: t }\n    decode: octets\n    function: { builtin: pass }",
                "{ at: 1s, topic: t, payload: \"\\a\" }", "{ at: 2s, topic: t, payload: xy }", "{ at: 3s, topic: t, payload: '' }"));

    [Fact]
    public void A_version_tells_settings_apart_and_not_how_they_are_written()
    {
        Assert.Equal(VersionOf("decode: pairs"), VersionOf("decode: { pairs: {} }"));
        Assert.Equal(VersionOf("decode: pairs"), VersionOf("decode: { pairs: { between: ; } }"));
        Assert.NotEqual(VersionOf("decode: pairs"), VersionOf("decode: { pairs: { between: '|' } }"));
        Assert.NotEqual(VersionOf("decode: pairs"), VersionOf("decode: octets"));
    }

    [Fact]
    public void The_schema_and_the_reference_page_know_it()
    {
        var schema = SchemaGenerator.Generate(Own);
        var page = ReferencePage.Generate(Own);

        foreach (var key in new[] { "pairs", "between", "shout", "dawn", "knock", "times" })
        {
            Assert.Contains($"\"{key}\"", schema, StringComparison.Ordinal);
            Assert.Contains($"`{key}`", page, StringComparison.Ordinal);
            Assert.DoesNotContain($"\"{key}\"", SchemaGenerator.Generate(), StringComparison.Ordinal);
        }

        Assert.Contains("## decode.pairs", page, StringComparison.Ordinal);
        Assert.Contains("## function.shout", page, StringComparison.Ordinal);
        Assert.Empty(
            SchemaCheck.Check(Text("trigger: { dawn: 6h }\n    decode: { pairs: { between: '|' } }\n    function: { shout: HO }"), schema));
        Assert.NotEmpty(
            SchemaCheck.Check(Text("trigger: { dawn: 6h }\n    decode: { pairs: { betwen: '|' } }\n    function: { shout: HO }"), schema));
    }

    [Fact]
    public void Without_it_the_same_file_is_wrong() =>
        Assert.NotEmpty(BindingsFile.Parse(Text("trigger: { dawn: 6h }\n    function: { shout: HO }"), "b.yaml").Problems);

    [Fact]
    public void What_was_saved_is_read_back_with_the_same_components()
    {
        var read = Parse("trigger: { dawn: 6h }\n    function: { shout: HO }");

        Assert.Equal(
            BindingVersion.Of(read.Config!.Bindings[0]),
            BindingVersion.Of(BindingsFile.ParsePinned(read.PinnedText, "saved", Own).Config!.Bindings[0]));
    }

    [Fact]
    public void A_name_is_taken_once_for_each_kind()
    {
        Assert.Contains("'json'", Assert.Throws<ArgumentException>(() => Own.Add(new JsonDecoder())).Message, StringComparison.Ordinal);
        Assert.Contains(
            "TwiceBuiltin", Assert.Throws<ArgumentException>(() => Own.Add(new TwiceBuiltin())).Message, StringComparison.Ordinal);
        Assert.Equal(
            [.. EventEdgeComponents.Default.Functions.Names.Append("twice").Order(StringComparer.Ordinal)], Own.Functions.Names);
    }

    private static (int Line, int Column, string Message) Where(ConfigProblem problem) => (problem.Line, problem.Column, problem.Message);

    private static void AssertOne(int line, int column, string message, params string[] keys)
    {
        var problem = Assert.Single(BindingsFile.Parse($"bindings:\n- {{ name: b }}\n".Replace(
            "{ name: b }", $"{keys[0]}\n  {string.Join("\n  ", keys[1..])}\n  name: b", StringComparison.Ordinal), "b.yaml", Own).Problems);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Line, problem.Column));
    }

    private static string Text(string keys) => $"bindings:\n  - name: b\n    {keys}\n    emit: {{ measurement: b }}\n";

    private static BindingsResult Parse(string keys)
    {
        var result = BindingsFile.Parse(Text(keys), "b.yaml", Own);
        Assert.True(result.Config is not null, ConfigProblem.Render(result.Problems));
        return result;
    }

    private static string VersionOf(string decode) =>
        BindingVersion.Of(Parse($"trigger: {{ mqtt: t }}\n    {decode}\n    {Pass}").Config!.Bindings[0]);

    private IReadOnlyList<string> Run(string keys, params string[] events)
    {
        File.WriteAllText(Path.Combine(_folder, "b.yaml"), Text(keys));
        var cases = Path.Combine(_folder, "b.cases.yaml");
        File.WriteAllText(cases, $"bindings: b.yaml\ncases:\n  - name: one\n    events:\n      - {string.Join("\n      - ", events)}\n");
        var result = CaseSuite.Run(cases, components: Own);
        Assert.Empty(result.Problems.Select(p => p.Render()));
        var only = Assert.Single(result.Cases);
        Assert.Null(only.Failure);
        return only.Actual;
    }
}
