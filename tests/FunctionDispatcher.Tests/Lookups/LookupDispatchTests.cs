using System.Text;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Lookups;

/// <summary>What a table adds to the events of a binding, and what becomes of it when it changes.</summary>
public sealed class LookupDispatchTests : IDisposable
{
    private const string Machines = "device,line,limit\npress-1,L1,80\npress-2,L2,90\n";

    private readonly LookupFolder _folder = new LookupFolder().Write("machines.csv", Machines);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Columns_are_fields_for_everything_behind()
    {
        using var dispatcher = Run(
            """
            set: { over: t - machines.limit }
            where: t > machines.limit
            function: { builtin: pass, with: { fields: [over] } }
            emit: { measurement: hot, tags: [device, machines.line] }
            """);

        Send(dispatcher, "press-1", """{"t":85}""");
        Send(dispatcher, "press-2", """{"t":85}""");

        Assert.StartsWith("hot,device=press-1,machines.line=L1 over=5 ", Assert.Single(_folder.Output.Lines), StringComparison.Ordinal);
        Assert.Equal(1, dispatcher.Bindings.Single().Counters.Filtered);
    }

    [Fact]
    public void Windows_are_grouped_by_what_was_looked_up()
    {
        using var dispatcher = Run(
            """
            window: { count: { size: 2 }, group_by: [machines.line] }
            function: { builtin: stats, with: { fields: [t], stats: [sum] } }
            emit: { measurement: lines }
            """);

        for (var i = 0; i < 8; i++) Send(dispatcher, $"press-{1 + (i % 2)}", """{"t":1}""", i);

        Assert.Equal(["L1", "L2"], _folder.Output.Points.Select(p => p.Point.Tags[0].Value).Distinct().Order());
    }

    [Fact]
    public void Without_a_row_an_event_goes_on_and_no_field_of_the_payload_takes_its_place()
    {
        using var dispatcher = Run("function: { builtin: pass }\nemit: { measurement: m }");

        Send(dispatcher, "press-9", """{"t":1,"machines":{"line":"forged"}}""");

        Assert.DoesNotContain("machines", Assert.Single(_folder.Output.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_row_is_wanted_an_event_without_one_is_a_dead_letter()
    {
        using var dispatcher = Run("function: { builtin: pass }\nemit: { measurement: m }", ", missing: reject");

        Send(dispatcher, "press-\u001b9", """{"t":1}""");

        var deadLetter = Assert.Single(_folder.Output.DeadLetters);
        Assert.Equal(
            (FailureStage.Lookup, "lookup machines: there is no row for device 'press-\\u001b9'"), (deadLetter.Stage, deadLetter.Reason));
        var counters = dispatcher.Bindings.Single().Counters;
        Assert.Equal((1, 1, 0), (counters.Received, counters.Rejected, counters.InWindows));
    }

    [Fact]
    public void A_key_may_be_computed_and_lead_to_the_key_of_another_table()
    {
        _folder.Write("lines.csv", "line,hall\nL1,north\n").Bindings(
            """
            bindings:
              - name: press
                trigger: { mqtt: "plant/{site}" }
                set: { id: lower(name), where_to: upper(halls.hall) }
                lookup:
                  halls: { csv: lines.csv, key: machines.line, columns: line }
                  machines: { csv: machines.csv, key: id, columns: device }
                function: { builtin: pass, with: { fields: [where_to] } }
                emit: { measurement: m }
            """);
        using var dispatcher = _folder.Run();

        Send(dispatcher, "x", """{"name":"PRESS-1"}""");

        Assert.Contains("where_to=NORTH", Assert.Single(_folder.Output.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_and_texts_find_the_same_row()
    {
        _folder.Write("machines.csv", "device,line\n7,L7\n").Bindings(
            """
            bindings:
              - name: press
                trigger: { mqtt: "plant/{site}" }
                lookup: { machines: { csv: machines.csv, key: id, columns: device } }
                function: { builtin: pass, with: { fields: [machines.line] } }
                emit: { measurement: m }
            """);
        using var dispatcher = _folder.Run();

        Send(dispatcher, "x", """[]""");
        Send(dispatcher, "x", """{"id":7}""");
        Send(dispatcher, "x", """{"id":"7"}""");

        Assert.Equal(2, _folder.Output.Lines.Count(line => line.Contains("machines.line=L7", StringComparison.Ordinal)));
    }

    [Fact]
    public void Workers_look_up_the_same()
    {
        const string rest = """
            window: { tumbling: 10s, group_by: [machines.line] }
            function: { builtin: stats, with: { fields: [t], stats: [sum, count] } }
            emit: { measurement: lines }
            """;
        var lines = new List<string[]>();
        foreach (var workers in new[] { 1, 3 })
        {
            _folder.Output.Points.Clear();
            using var dispatcher = Run(rest, workers: workers);
            InboundMessage[] messages = [.. Enumerable.Range(1, 500).Select(i => new InboundMessage(
                $"plant/press-{i % 4}", Encoding.UTF8.GetBytes($$"""{"t":{{i}}}"""), Some.Noon.AddSeconds(i), i))];
            dispatcher.DispatchAll(messages);
            lines.Add([.. _folder.Output.Lines]);
        }

        Assert.NotEmpty(lines[0]);
        Assert.Equal(lines[0], lines[1]);
    }

    [Fact]
    public void A_changed_table_changes_no_version_cuts_no_window_and_holds_from_there_on()
    {
        using var dispatcher = Run(
            """
            set: { limit: machines.limit }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [limit], stats: [sum] } }
            emit: { measurement: m }
            """);
        var identity = dispatcher.Bindings.Single().Identity;
        Send(dispatcher, "press-1", "{}");
        _folder.Write("machines.csv", "device,line,limit\npress-1,L1,1000\n");

        dispatcher.Apply(_folder.Good().Config!, Some.Noon);
        Send(dispatcher, "press-1", "{}", 5);
        Send(dispatcher, "press-1", "{}", 20);

        Assert.Equal(identity, dispatcher.Bindings.Single().Identity);
        Assert.Contains("limit_sum=1080", Assert.Single(_folder.Output.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_restart_goes_on_with_the_table_that_ran_whatever_the_file_says_by_then()
    {
        using (Run("function: { builtin: pass, with: { fields: [machines.line] } }\nemit: { measurement: m }")) { }
        var pinned = _folder.Good().PinnedText;
        File.Delete(Path.Combine(_folder.Path, "machines.csv"));

        using var dispatcher = Some.Dispatcher("bindings: []", _folder.Output, _folder.Path);
        dispatcher.Resume(BindingsFile.ParsePinned(pinned, "saved").Config!);
        Send(dispatcher, "press-2", "{}");

        Assert.Contains("machines.line=L2", Assert.Single(_folder.Output.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_nobody_read_before_is_read_by_the_binding_or_told()
    {
        Bindings("function: { builtin: pass }\nemit: { measurement: m }");
        var config = BindingsFile.Parse(File.ReadAllText(Path.Combine(_folder.Path, "b.yaml")), "b.yaml").Config!;
        using var dispatcher = Some.Dispatcher("bindings: []", _folder.Output, _folder.Path);

        dispatcher.Apply(config);
        Send(dispatcher, "press-1", "{}");
        _folder.Write("machines.csv", "device\na\na\n");
        var error = Assert.Throws<BindingException>(() => dispatcher.Apply(new() { Bindings = [config.Bindings[0] with { Name = "b" }] }));

        Assert.Contains("machines.line=L1", Assert.Single(_folder.Output.Lines), StringComparison.Ordinal);
        Assert.Contains("machines.csv:3:1: the key 'a' stands in line 2 already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_that_of_the_declaration()
    {
        Bindings("function: { builtin: pass }\nemit: { measurement: m }");
        var before = BindingVersion.Of(_folder.Good().Config!.Bindings[0]);
        _folder.Write("machines.csv", "device,line,limit\npress-1,L1,81\n");
        Assert.Equal(before, BindingVersion.Of(_folder.Good().Config!.Bindings[0]));

        Bindings("function: { builtin: pass }\nemit: { measurement: m }", ", missing: reject");
        Assert.NotEqual(before, BindingVersion.Of(_folder.Good().Config!.Bindings[0]));
    }

    private void Bindings(string rest, string more = "") => _folder.Bindings(
        $$"""
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}" }
            lookup: { machines: { csv: machines.csv, key: device{{more}} } }
            {{rest.ReplaceLineEndings("\n    ")}}
        """);

    private Dispatcher Run(string rest, string more = "", int workers = 1)
    {
        Bindings(rest, more);
        return _folder.Run(workers);
    }

    private static void Send(Dispatcher dispatcher, string device, string json, double seconds = 0) => dispatcher.Dispatch(
        new($"plant/{device}", Encoding.UTF8.GetBytes(json), Some.Noon.AddSeconds(seconds), dispatcher.Position + 1));
}
