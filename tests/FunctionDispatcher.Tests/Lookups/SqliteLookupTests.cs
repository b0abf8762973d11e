namespace EventEdge.FunctionDispatcher.Tests.Lookups;

public sealed class SqliteLookupTests : IDisposable
{
    private const string Binding =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}" }
            lookup: { machines: { sqlite: plant.db, table: machines, key: device, columns: id } }
            function: { builtin: pass }
            emit: { measurement: press }
        """;

    private readonly LookupFolder _folder = new LookupFolder().Bindings(Binding);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_are_what_the_database_says_they_are()
    {
        _folder.Sql("plant.db", "CREATE TABLE machines (id INTEGER, line TEXT, power REAL, serial INTEGER, gone TEXT)",
            "INSERT INTO machines VALUES (7, '007', 1.5, 9007199254740993, NULL)");
        using var dispatcher = _folder.Run();

        dispatcher.Dispatch(new("plant/7", """{"x":1}"""u8.ToArray(), Engine.Some.Noon, 1));

        Assert.Contains(
            "machines.line=007 machines.power=1.5 machines.serial=9007199254740993", Assert.Single(_folder.Output.Lines),
            StringComparison.Ordinal);
        Assert.DoesNotContain("gone", Assert.Single(_folder.Output.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_will_do_and_names_are_quoted()
    {
        _folder.Bindings(Binding.Replace("table: machines", "table: 'my \"view\"'", StringComparison.Ordinal))
            .Sql("plant.db", "CREATE TABLE t (id TEXT, line TEXT)", "INSERT INTO t VALUES ('a', 'L1')",
                "CREATE VIEW \"my \"\"view\"\"\" AS SELECT id, line FROM t");

        Assert.NotNull(_folder.Good().Config);
    }

    [Fact]
    public void What_stands_in_the_log_of_the_database_counts_and_is_watched()
    {
        _folder.Sql("plant.db", "PRAGMA journal_mode=WAL", "CREATE TABLE machines (id TEXT, line TEXT)");
        var before = _folder.Good();
        var file = Path.Combine(_folder.Path, "plant.db");
        using var writer = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
        writer.Open();
        using var insert = writer.CreateCommand();
        insert.CommandText = "INSERT INTO machines VALUES ('a', 'L1')";
        insert.ExecuteNonQuery();

        var after = _folder.Good();

        Assert.NotEqual(before.Code.Select(c => c.Content), after.Code.Select(c => c.Content));
        Assert.NotEqual(before.PinnedText, after.PinnedText);
    }

    [Fact]
    public void A_write_to_another_table_changes_nothing_that_is_kept()
    {
        _folder.Sql("plant.db", "CREATE TABLE machines (id TEXT, line TEXT)", "CREATE TABLE other (x)");
        var before = _folder.Good();
        _folder.Sql("plant.db", "INSERT INTO other VALUES (1)");

        var after = _folder.Good();

        Assert.NotEqual(before.Code.Select(c => c.Content), after.Code.Select(c => c.Content));
        Assert.Equal(before.PinnedText, after.PinnedText);
    }

    [Fact]
    public void Problems_are_told_where_they_are_declared()
    {
        Assert.Contains("b.yaml:4:35: there is no file", _folder.Problems, StringComparison.Ordinal);

        _folder.Write("plant.db", "no database at all, and long enough to be looked at as one");
        Assert.Contains("b.yaml:4:35: 'plant.db' cannot be read: ", _folder.Problems, StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder.Path, "plant.db"));
        _folder.Sql("plant.db", "CREATE TABLE machine (id TEXT, line TEXT)");
        Assert.Contains("b.yaml:4:52: the database has no table 'machines'; it has machine", _folder.Problems, StringComparison.Ordinal);

        _folder.Sql("plant.db", "CREATE TABLE machines (di TEXT, line TEXT)");
        Assert.Contains("b.yaml:4:84: the table has no column 'id'; it has di, line", _folder.Problems, StringComparison.Ordinal);

        _folder.Sql("plant.db", "DROP TABLE machines", "CREATE TABLE machines (id TEXT, line)", "INSERT INTO machines VALUES ('a', x'00')");
        Assert.Contains("row 1 of 'machines': 'line' holds bytes, which no field can", _folder.Problems, StringComparison.Ordinal);

        _folder.Sql("plant.db", "DELETE FROM machines", "INSERT INTO machines VALUES ('a', 1), (NULL, 2)");
        Assert.Contains("row 2 of 'machines': a row has no key", _folder.Problems, StringComparison.Ordinal);

        _folder.Sql("plant.db", "DELETE FROM machines", "INSERT INTO machines VALUES ('a', 1), ('a', 2)");
        Assert.Contains("row 2 of 'machines': the key 'a' stands in row 1 already", _folder.Problems, StringComparison.Ordinal);
    }
}
