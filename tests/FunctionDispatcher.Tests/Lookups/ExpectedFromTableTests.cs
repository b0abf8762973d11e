using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Lookups;

/// <summary><c>silence</c> with the devices of a table.</summary>
public sealed class ExpectedFromTableTests : IDisposable
{
    private readonly LookupFolder _folder = new LookupFolder().Write("machines.csv", "device,site\na,north\nb,north\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Devices_of_the_table_that_never_come_are_told()
    {
        using var dispatcher = Run();

        Assert.True(dispatcher.IsDurable("plant/north/a"));
        Pass(dispatcher, 0, 301);

        Assert.Equal(["a", "b"], Devices);
    }

    [Fact]
    public void A_device_that_joins_the_table_is_expected_from_then_on_and_one_that_left_it_unseen_is_not()
    {
        using var dispatcher = Run();
        Pass(dispatcher, 0);
        dispatcher.Dispatch(new("plant/north/a", "{}"u8.ToArray(), Some.Noon.AddSeconds(1), dispatcher.Position + 1));
        _folder.Write("machines.csv", "device,site\nc,north\n");

        dispatcher.Apply(_folder.Good().Config!, Some.Noon.AddSeconds(100));
        Pass(dispatcher, 100, 300, 301, 399, 401);

        // a has come, and falls silent 300 seconds later; b never did; c is waited for since the change.
        Assert.Equal(["a", "c"], Devices);
    }

    [Fact]
    public void A_restart_remembers_whom_it_waits_for()
    {
        IReadOnlyList<BindingState> states;
        using (var dispatcher = Run())
        {
            Pass(dispatcher, 0);
            states = dispatcher.Save();
        }

        using var restarted = Run();
        restarted.Restore(states, _ => 0, 0);
        Pass(restarted, 301);

        Assert.Equal(["a", "b"], Devices);
    }

    [Theory]
    [InlineData(
        "{ after: 5m, expected_from: machine }", "[site, device]",
        "b.yaml:5:54: silence: 'expected_from' names no lookup of the binding: 'machine'; did you mean 'machines'?")]
    [InlineData("{ after: 5m, expected_from: machines, expected: [a] }", "[site, device]", "give 'expected' or 'expected_from'")]
    [InlineData(
        "{ after: 5m, expected_from: machines }", "[device]",
        "'expected_from' machines is found by device, site, and keys are told apart by the tags device")]
    public void What_cannot_work_is_told(string with, string tags, string problem)
    {
        Bindings(with, tags);
        Assert.Contains(problem, _folder.Problems, StringComparison.Ordinal);
    }

    [Fact]
    public void More_devices_than_the_binding_may_remember_are_refused()
    {
        Bindings("{ after: 5m, expected_from: machines }", "[site, device]", "limits: { keys: 1 }");
        using var dispatcher = Some.Dispatcher("bindings: []", _folder.Output, _folder.Path);

        var error = Assert.Throws<BindingException>(() => dispatcher.Apply(_folder.Good().Config!));

        Assert.Contains("2 keys are expected, and limits.keys allows 1", error.Message, StringComparison.Ordinal);
    }

    private string[] Devices => [.. _folder.Output.Points.Select(p => p.Point.Tags.Single(t => t.Key == "device").Value)];

    private Dispatcher Run()
    {
        Bindings("{ after: 5m, expected_from: machines }", "[site, device]");
        var dispatcher = _folder.Run();
        dispatcher.StartTimers(Some.Noon);
        return dispatcher;
    }

    private void Bindings(string with, string tags, string more = "limits: { keys: 100 }") => _folder.Bindings(
        $$"""
        bindings:
          - name: quiet
            trigger: { mqtt: "plant/{site}/{device}" }
            lookup: { machines: { csv: machines.csv, key: [device, site] } }
            function: { builtin: silence, with: {{with}} }
            emit: { measurement: quiet, tags: {{tags}} }
            {{more}}
        """);

    private static void Pass(Dispatcher dispatcher, params int[] seconds)
    {
        foreach (var second in seconds) dispatcher.Tick(Some.Noon.AddSeconds(second), dispatcher.Position + 1);
    }

}
