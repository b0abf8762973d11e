using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Fields;
using EventEdge.FunctionDispatcher.Tests.Engine;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Lookups;

/// <summary>In which order a binding computes and looks up, and how a changed table is noticed.</summary>
public sealed class ShapeOrderTests
{
    [Theory]
    [InlineData("{ x: 1, y: 2 }", "x y *a *b")]
    [InlineData("{ x: 1, y: a.v }", "x *a y *b")]
    [InlineData("{ x: b.v, y: 1 }", "*b x y *a")]
    [InlineData("{ x: b.v + a.v, y: 1 }", "*a *b x y")]
    [InlineData("{ x: 'if(t > 1, a.v, b.v)' }", "*a *b x")]
    [InlineData("{ x: ab.v }", "x *a *b")]
    public void Each_lookup_comes_just_before_what_needs_it(string set, string order) =>
        Assert.Equal(order, Order(set, "key: k", "key: k"));

    [Fact]
    public void A_lookup_that_another_needs_comes_before_it() => Assert.Equal("x *b *a y", Order("{ x: 1, y: a.v }", "key: b.v", "key: x"));

    [Fact]
    public void A_table_that_is_written_anew_is_noticed_and_a_database_only_where_its_rows_change()
    {
        using var folder = new LookupFolder().Write("t.csv", "k,v\n1,2\n").Sql("t.db", "CREATE TABLE t (k, v)", "CREATE TABLE other (x)");
        folder.Bindings(
            """
            bindings:
              - name: b
                trigger: { mqtt: t }
                lookup: { a: { csv: t.csv, key: k }, d: { sqlite: t.db, table: t, key: k } }
                function: { builtin: pass }
            """);
        using var code = new EventEdge.FunctionDispatcher.Runtimes.Code.FunctionCode(folder.Path);
        var path = Path.Combine(folder.Path, "b.yaml");
        var watcher = new BindingsWatcher(
            path, BindingsFile.Load(path, EventEdgeComponents.Default, code), new FakeTimeProvider(), EventEdgeComponents.Default, code);

        Assert.Null(Settle(watcher));
        folder.Sql("t.db", "INSERT INTO other VALUES (1)");
        Assert.Null(Settle(watcher));
        folder.Sql("t.db", "INSERT INTO t VALUES (1, 2)");
        Assert.NotNull(Settle(watcher)!.Config);
        folder.Write("t.csv", "k,v\n1\n");
        Assert.Contains("t.csv:2:1: 1 values for 2 columns", string.Join('\n', Settle(watcher)!.Problems), StringComparison.Ordinal);
        folder.Write("t.csv", "k,v\n1,2\n");
        Assert.NotNull(Settle(watcher)!.Config);
    }

    // What changed counts once it stayed the same for two looks.
    private static BindingsResult? Settle(BindingsWatcher watcher)
    {
        for (var look = 0; look < 3; look++)
        {
            if (watcher.Poll() is { } result) return result;
        }

        return null;
    }

    private static string Order(string set, string a, string b)
    {
        var config = Some.Config(
            $$"""
            bindings:
              - name: x
                trigger: { mqtt: t }
                set: {{set}}
                lookup: { a: { csv: a.csv, {{a}} }, b: { csv: b.csv, {{b}} } }
                function: { builtin: pass }
            """);
        return string.Join(' ', ShapeOrder.Of(config.Bindings[0]).Select(step => step.IsLookup ? $"*{step.Name}" : step.Name));
    }
}
