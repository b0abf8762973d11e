namespace EventEdge.FunctionDispatcher.Tests.Lookups;

/// <summary>What <c>validate</c> says about lookups, and where.</summary>
public sealed class LookupCheckTests : IDisposable
{
    private readonly LookupFolder _folder = new LookupFolder().Write("machines.csv", "device,line,limit\npress-1,L1,80\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{ m: { csv: machine.csv, key: device } }", "", "b.yaml:4:25: there is no file '")]
    [InlineData("{ m: { csv: machines.csv } }", "", "b.yaml:4:18: 'm' needs 'key'")]
    [InlineData("{ m: { key: device } }", "", "b.yaml:4:18: 'm' needs a source: csv")]
    [InlineData("{ m: { cvs: machines.csv, key: device } }", "", "b.yaml:4:20: unknown key 'cvs'; there is csv")]
    [InlineData("{ m: { csv: machines.csv, key: device, table: x } }", "", "b.yaml:4:52: 'table' belongs to 'sqlite'")]
    [InlineData("{ m: { csv: machines.csv, sqlite: x.db, key: device } }", "", "'m' has more than one source: csv and sqlite")]
    [InlineData("{ M: { csv: machines.csv, key: device } }", "", "b.yaml:4:15: 'M' is no name for a lookup")]
    [InlineData("{ m: { csv: machines.csv, key: [] } }", "", "b.yaml:4:44: 'key' is empty")]
    [InlineData("{ m: { csv: machines.csv, key: [device, device] } }", "", "b.yaml:4:53: 'device' is in 'key' twice")]
    [InlineData("{ m: { csv: machines.csv, key: device, columns: [a, b] } }", "", "b.yaml:4:61: 2 columns for the 1 of 'key'")]
    [InlineData(
        "{ m: { csv: machines.csv, key: device, columns: [devise] } }", "",
        "the table has no column 'devise'; it has device, line, limit")]
    [InlineData("{ m: { csv: machines.csv, key: device, fields: [lin] } }", "", "b.yaml:4:61: the table has no column 'lin'")]
    [InlineData("{ m: { csv: machines.csv, key: device, decimal: comma } }", "", "b.yaml:4:61: 'decimal' comma needs another 'delimiter'")]
    [InlineData("{ m: { csv: machines.csv, key: device, missing: drop } }", "", "'missing' must be one of empty, reject")]
    [InlineData("{ m: { csv: machines.csv, key: m.line } }", "", "lookup m needs the row of lookup m")]
    [InlineData("{}", "", "b.yaml:4:5: 'lookup' is empty: name a table")]
    [InlineData(
        "{ m: { csv: machines.csv, key: device } }", "where: t > m.limt",
        "b.yaml:5:16: there is no field 'm.limt': lookup m gives m.line, m.limit")]
    [InlineData("{ m: { csv: machines.csv, key: device } }", "set: { x: 1 + m.limt }", "b.yaml:5:19: there is no field 'm.limt'")]
    [InlineData(
        "{ m: { csv: machines.csv, key: device } }", "emit: { measurement: a, tags: [m.lines] }",
        "b.yaml:5:36: there is no field 'm.lines'")]
    [InlineData("{ m: { csv: machines.csv, key: device } }", "set: { m.line: 1 }", "b.yaml:5:12: 'm.line' is a field of lookup m already")]
    [InlineData(
        "{ m: { csv: machines.csv, key: id, columns: device } }", "set: { a: m.line, id: upper(b) }",
        "b.yaml:4:44: 'id' is computed only after 'a', which needs lookup m")]
    [InlineData(
        "{ m: { csv: machines.csv, key: id, columns: device } }", "decode: { csv: { columns: [id_] } }",
        "there is no field 'id': decode csv gives id_, device")]
    public void What_cannot_work_is_told_at_its_place(string lookup, string more, string problem)
    {
        _folder.Bindings(
            $$"""
            bindings:
              - name: press
                trigger: { mqtt: "plant/{device}" }
                lookup: {{lookup}}
                {{(more.Length > 0 ? more : "where: t > 0")}}
                function: { builtin: pass }
            """);

        Assert.Contains(problem, _folder.Problems, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_column_has_a_suggestion()
    {
        _folder.Bindings(
            """
            bindings:
              - name: press
                trigger: { mqtt: "plant/{device}" }
                lookup: { m: { csv: machines.csv, key: device } }
                where: t > m.limt
                function: { builtin: pass }
            """);

        Assert.Equal("m.limit", Assert.Single(_folder.Load().Problems).Suggestion);
    }

    [Fact]
    public void Problems_inside_a_table_are_told_in_its_file()
    {
        _folder.Write("machines.csv", "device,line\npress-1,L1\npress-1,L2\n").Bindings(
            """
            bindings:
              - name: press
                trigger: { mqtt: "plant/{device}" }
                lookup: { m: { csv: machines.csv, key: device } }
                function: { builtin: pass }
            """);

        Assert.Equal("machines.csv:3:1: the key 'press-1' stands in line 2 already", _folder.Problems);
    }

    [Fact]
    public void Lookups_that_need_each_other_are_told()
    {
        _folder.Bindings(
            """
            bindings:
              - name: press
                trigger: { mqtt: "plant/{device}" }
                lookup:
                  a: { csv: machines.csv, key: b.line, columns: device }
                  b: { csv: machines.csv, key: a.line, columns: device }
                function: { builtin: pass }
            """);

        Assert.Contains("lookup a needs the row of lookup b, which needs that of a", _folder.Problems.Replace(
            "lookup b needs the row of lookup a, which needs that of b", "lookup a needs the row of lookup b, which needs that of a",
            StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
