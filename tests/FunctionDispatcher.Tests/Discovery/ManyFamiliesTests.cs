using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Discovery;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Discovery;

/// <summary>Devices of every family at one broker: each is known as it is alone, and none disturbs another.</summary>
public sealed class ManyFamiliesTests
{
    private static string[] Recordings { get; } = Directory.GetFiles(
        Path.Combine(RepositoryRoot.Path, "tests/data/devices"), "messages.cases.yaml", SearchOption.AllDirectories);

    [Fact]
    public void Each_leads_to_the_same_filters_as_alone()
    {
        var alone = Recordings.SelectMany(r => Found(r).Bindings).Select(Shown).Order(StringComparer.Ordinal);
        Assert.Equal(alone, Found(Recordings).Bindings.Select(Shown).Order(StringComparer.Ordinal));
    }

    // evcc says on evcc/status what an ESPHome device says on {device}/status: there it is one device more.
    [Fact]
    public void Each_leads_to_as_many_points_as_alone()
    {
        var alone = Recordings.SelectMany(r => Found(r).Bindings).Select(b => (Shown(b), b.Points)).Order();
        var together = Found(Recordings).Bindings.Select(b => (Shown(b), b.Points)).Order();
        var more = together.Zip(alone, (t, a) => (t.Item1, t.Points - a.Points)).Where(d => d.Item2 != 0);
        Assert.Equal([("ESPHome: {device}/status", 1)], more);
    }

    [Fact]
    public void The_file_has_no_problem_and_no_message_becomes_a_dead_letter()
    {
        var found = Found(Recordings);
        Assert.Empty(BindingsFile.Parse(found.Text, "b.yaml", EventEdgeComponents.Default).Problems.Select(p => p.Render()));
        Assert.All(found.Bindings, b => Assert.Equal(0, b.Rejected));
    }

    private static DiscoveredBindings Found(params string[] paths)
    {
        var recording = new MessageRecording();
        foreach (var path in paths) RecordedMessages.Read(path, default, recording);
        return BindingsDiscovery.Of(recording);
    }

    private static string Shown(DiscoveredBinding binding) => $"{binding.Family}: {binding.Filter}";
}
