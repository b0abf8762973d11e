using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Tests.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.FunctionDispatcher.Tests.Announcements;

/// <summary>When results are announced: once for each field of each series, before the first of them.</summary>
public sealed class AnnouncedResultsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eventedge-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Each_field_of_each_series_is_announced_once()
    {
        var lines = Run(
            "{ at: 1s, topic: plant/hall, payload: '{\"t\": 1}' }", "{ at: 2s, topic: plant/hall, payload: '{\"t\": 2}' }",
            "{ at: 3s, topic: plant/attic, payload: '{\"t\": 3}' }",
            "{ at: 4s, topic: plant/hall, payload: '{\"t\": 4, \"door\": true}' }");
        Assert.Equal(
            ["sensor/test/climate-hall-t", "sensor/test/climate-attic-t", "binary_sensor/test/climate-hall-door"],
            lines.Where(l => l.StartsWith("announce ", StringComparison.Ordinal)).Select(Entity));
    }

    [Fact]
    public void An_announcement_comes_before_the_result() =>
        Assert.Equal(["announce", "mqtt"], Run("{ at: 1s, topic: plant/hall, payload: '{\"t\": 1}' }").Select(l => l.Split(' ')[0]));

    [Fact]
    public void A_field_that_is_null_waits_for_its_first_value()
    {
        var lines = Run(
            "{ at: 1s, topic: plant/hall, payload: '{\"t\": 1, \"u\": null}' }",
            "{ at: 2s, topic: plant/hall, payload: '{\"t\": 1, \"u\": 2}' }");
        Assert.Equal(["announce", "mqtt", "announce", "mqtt"], lines.Select(l => l.Split(' ')[0]));
    }

    [Fact]
    public void A_result_that_cannot_be_published_announces_nothing() => Assert.DoesNotContain(
        Run("{ at: 1s, topic: plant/hall, payload: '{\"t\": 1}' }", topic: "plant/{room}/{gone}"),
        l => l.StartsWith("announce", StringComparison.Ordinal));

    [Fact]
    public void Announcements_are_bounded()
    {
        var output = new CollectingOutput();
        var config = Configuration($"bindings:\n{Binding("plant/{room}/out")}");
        using var dispatcher = new Dispatcher(
            new BindingFactory(new() { Node = "test" }, output, TimeProvider.System, NullLogger.Instance));
        dispatcher.Apply(config);
        for (var i = 0; i < SeriesAnnouncer.Limit + 50; i++)
            dispatcher.Dispatch(new($"plant/r{i}", "{\"t\": 1}"u8.ToArray(), DateTimeOffset.UnixEpoch.AddDays(20_000), i + 1));
        Assert.Equal(SeriesAnnouncer.Limit, output.Announced.Count);
    }

    [Fact]
    public void A_binding_that_does_not_ask_for_it_announces_nothing()
    {
        var output = new CollectingOutput();
        using var dispatcher = new Dispatcher(
            new BindingFactory(new() { Node = "test" }, output, TimeProvider.System, NullLogger.Instance));
        dispatcher.Apply(Configuration(
            "bindings: [{ name: a, trigger: { mqtt: \"plant/{room}\" }, function: { builtin: pass }, "
                + "emit: { mqtt: \"plant/{room}/out\" } }]"));
        dispatcher.Dispatch(new("plant/hall", "{\"t\": 1}"u8.ToArray(), DateTimeOffset.UnixEpoch.AddDays(20_000), 1));
        Assert.Empty(output.Announced);
    }

    private static FunctionDispatcher.Configuration.BindingsConfig Configuration(string text) =>
        FunctionDispatcher.Configuration.Files.BindingsFile.Parse(text, "b", EventEdgeComponents.Default).Config!;

    private static string Binding(string topic) =>
        "  - name: climate\n    trigger: { mqtt: \"plant/{room}\" }\n"
        + "    function: { builtin: pass, with: { fields: [t, u, door] } }\n"
        + $"    emit: {{ mqtt: \"{topic}\", discovery: home_assistant }}\n";

    private static string Entity(string line) => line.Split(' ')[1]["homeassistant/".Length..^"/config".Length];

    private IReadOnlyList<string> Run(
        string first, string? second = null, string? third = null, string? fourth = null, string topic = "plant/{room}/out")
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "b.yaml"), $"bindings:\n{Binding(topic)}");
        var events = new[] { first, second, third, fourth }.OfType<string>().Select(e => $"      - {e}\n");
        var cases = Path.Combine(_folder.FullName, $"b{CasesFile.Ending}");
        File.WriteAllText(cases, $"bindings: b.yaml\ncases:\n  - name: one\n    events:\n{string.Concat(events)}");
        var result = CaseSuite.Run(cases);
        Assert.Empty(result.Problems.Select(p => p.Render()));
        Assert.Null(result.Cases[0].Failure);
        return result.Cases[0].Actual;
    }
}
