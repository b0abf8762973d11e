using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Configuration.Files;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>Payloads whose fields have the names of the product's own: these win, and no name stands twice.</summary>
public sealed class NameClashTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: rtl
            trigger: { mqtt: "rtl_433/{device}" }
            function: { builtin: pass }
            emit: { measurement: rtl, tags: [device], mqtt: "out/{device}" }
          - name: follow
            trigger: { on: rtl }
            function: { builtin: pass, with: { fields: [time, device, revision, window_end, temperature_C] } }
            emit: { measurement: follow }
          - name: rtl_last
            trigger: { mqtt: "rtl_433/{device}" }
            window: { tumbling: 1m, group_by: [device] }
            function: { builtin: last }
            emit: { measurement: rtl_last, tags: [device], mqtt: "last/{device}" }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("\"21:28:12\"", "\"21:28:12\"")]
    [InlineData("86410", "86410")]
    [InlineData("\"2026-01-01 08:00:01\"", "\"2026-01-01 08:00:01\"")]
    [InlineData("\"2019-04-22 21:28:12\"", "\"2019-04-22 21:28:12\"")]
    public void A_chained_events_time_is_its_results_whatever_the_payload_calls_time(string sent, string stored) => Assert.Equal(
        [
            $"rtl,device=a time={stored} temperature_C=16.2 @1s",
            $$"""mqtt out/a {"time":"2026-01-01T00:00:01Z","device":"a","time_":{{stored}},"temperature_C":16.2}""",
            "follow time=\"2026-01-01T00:00:01Z\" device=\"a\" temperature_C=16.2 @1s",
        ],
        Run("follow", $$"""{"time":{{sent}},"temperature_C":16.2}"""));

    [Fact]
    public void Window_revision_and_tags_are_the_products_own() => Assert.Equal(
        [
            "rtl_last,device=a revision=7 temperature_C=16.2 window_end=\"x\" @0s..1m",
            """mqtt last/a {"time":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","device":"a","""
                + "\"revision_\":7,\"temperature_C\":16.2,\"window_end_\":\"x\"}",
        ],
        Run("rtl_last", """{"device":"from payload","revision":7,"window_end":"x","temperature_C":16.2}"""));

    [Fact]
    public void A_name_that_is_free_only_further_on_is_looked_for() => Assert.Contains(
        """mqtt out/a {"time":"2026-01-01T00:00:01Z","device":"a","time__":1,"time_":2}""",
        Run("rtl", """{"time":1,"time_":2}"""));

    [Fact]
    public void An_event_of_which_every_field_is_a_tag_still_leaves_a_point() =>
        Assert.Contains("rtl,device=a device=\"a\" @1s", Run("rtl", "{}"));

    [Theory]
    [InlineData("")]
    [InlineData(", with: { fields: [device, temperature_C] }")]
    public void A_tag_is_not_stored_again_as_a_field(string chosen) => Assert.Equal(
        ["rtl,device=a temperature_C=16.2 @1s", """mqtt out/a {"time":"2026-01-01T00:00:01Z","device":"a","temperature_C":16.2}"""],
        Run("rtl", """{"temperature_C":16.2}""",
            Bindings.Replace("builtin: pass }", $"builtin: pass{chosen} }}", StringComparison.Ordinal)));

    [Theory]
    [InlineData("partial")]
    [InlineData("time")]
    public void Validate_tells_a_clash_with_the_products_own_tag(string name)
    {
        var clashing = Bindings.Replace("tags: [device], mqtt: \"out/{device}\"", $"tags: [{name}]", StringComparison.Ordinal);
        Assert.Contains(
            BindingsFile.Parse(clashing, "bindings.yaml").Problems, p =>
                p.ToString().Contains($"'{name}' is reserved", StringComparison.Ordinal));
    }

    private IReadOnlyList<string> Run(string binding, string payload, string bindings = Bindings)
    {
        File.WriteAllText(Path.Combine(_folder, "bindings.yaml"), bindings);
        var cases = $"bindings: bindings.yaml\ncases:\n  - {{ name: a, binding: {binding}, events: [{{ at: 1s, topic: rtl_433/a, payload: "
            + $"'{payload}' }}, {{ at: 3m }}] }}\n";
        File.WriteAllText(Path.Combine(_folder, "a.cases.yaml"), cases);
        return CaseSuite.Run(Path.Combine(_folder, "a.cases.yaml")).Cases.Single().Actual;
    }
}
