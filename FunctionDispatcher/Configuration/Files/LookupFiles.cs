using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Lookups;
using EventEdge.FunctionDispatcher.Lookups.Tables;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Configuration.Files;

/// <summary>
/// The tables that lookups name: read whole together with the bindings file, checked against what the bindings use of them, and kept with
/// the configuration, so that a replay finds the rows that were found.
/// </summary>
internal sealed class LookupFiles(ProblemList problems, SourceMap map, FunctionCode code, EventEdgeComponents components)
{
    private readonly Dictionary<LookupConfig, byte[]> _contents = new(ReferenceEqualityComparer.Instance);
    private readonly List<CodeReading> _readings = [];

    /// <summary>Everything that was read, good or bad.</summary>
    public IEnumerable<CodeReading> Readings => _readings;

    /// <summary>The name under which a table is kept with the configuration; no path looks like it.</summary>
    public static string PinOf(string binding, string name) => $"lookup {binding} {name}";

    /// <summary>The configuration with the content of its tables.</summary>
    public static BindingsConfig With(BindingsConfig config, Func<string, string, byte[]?> contentOf) => config with
    {
        Bindings = [.. config.Bindings.Select(b => b.Lookup is null ? b : b with { Lookup = With(b.Name, b.Lookup, contentOf) })],
    };

    /// <summary>Reads the table of every lookup that was declared rightly.</summary>
    public void Check(BindingsConfig config)
    {
        foreach (var binding in config.Bindings)
        {
            foreach (var (name, lookup) in binding.Lookup ?? new Dictionary<string, LookupConfig>())
            {
                if (components.Lookups.Find(lookup.Source) is not ITableSource source) continue;
                if (Read(binding, name, lookup, source) is { } table) CheckUse(binding, name, table);
            }
        }
    }

    /// <summary>The configuration with what was read.</summary>
    public BindingsConfig Complete(BindingsConfig config)
    {
        var byName = config.Bindings.Where(b => b.Lookup is not null).ToDictionary(b => b.Name, b => b.Lookup!);
        return With(config, (binding, name) => _contents.GetValueOrDefault(byName[binding][name]));
    }

    private static OrderedDictionary<string, LookupConfig> With(
        string binding, IReadOnlyDictionary<string, LookupConfig> lookups, Func<string, string, byte[]?> contentOf)
    {
        var completed = new OrderedDictionary<string, LookupConfig>(StringComparer.Ordinal);
        foreach (var (name, lookup) in lookups) completed.Add(name, lookup with { Content = contentOf(binding, name) ?? lookup.Content });
        return completed;
    }

    private LookupTable? Read(BindingConfig binding, string name, LookupConfig lookup, ITableSource source)
    {
        var before = problems.Count;
        var reading = source.Read(lookup, code.FileOf);
        foreach (var problem in reading.Problems) Report(lookup, problem);
        var bytes = reading.Table?.ToBytes();
        if (bytes is not null) _contents[lookup] = bytes;
        for (var i = 0; i < reading.Files.Count; i++)
        {
            var (file, content) = reading.Files[i];
            _readings.Add(new(i == 0 ? PinOf(binding.Name, name) : file, file, content)
            { Bytes = i == 0 ? bytes : null, IsWatchedOnly = i > 0, Problems = i == 0 ? reading.Inside : [] });
        }

        return problems.Count == before ? reading.Table : null;
    }

    private void Report(LookupConfig lookup, TableProblem problem)
    {
        var value = map.Find(lookup, problem.Property);
        var item = (value as YamlSequence)?.Items.OfType<YamlScalar>().FirstOrDefault(i => i.Value == problem.Item);
        if ((item ?? value) is { } place) problems.Add(place.Start, problem.Message, problem.Suggestion);
    }

    // What the binding says of columns that are not there would be absent for ever.
    private void CheckUse(BindingConfig binding, string name, LookupTable table)
    {
        if (map.Find(binding, nameof(binding.Where)) is YamlScalar where
            && WhereExpression.TryParse(where.Value, binding.TextFields, out var condition, out _))
        {
            foreach (var path in condition.FieldPaths) CheckPath(name, table, where, condition.OffsetOf(path), path);
        }

        foreach (var (computed, text) in binding.Set ?? new Dictionary<string, string>())
        {
            if ((map.Find(binding, nameof(binding.Set)) as YamlMapping)?.Find(computed)?.Value is not YamlScalar scalar) continue;
            if (!ValueExpression.TryParse(text, binding.TextFields, out var expression, out _)) continue;
            foreach (var path in expression.FieldPaths) CheckPath(name, table, scalar, expression.OffsetOf(path), path);
        }

        var lists = new[]
        {
            map.Find(binding.Emit, nameof(EmitConfig.Tags)), map.Find(binding.Window, nameof(WindowConfig.GroupBy)),
            map.Find(binding, nameof(binding.Keep)), map.Find(binding, nameof(binding.Drop)),
        };
        foreach (var item in lists.OfType<YamlSequence>().SelectMany(list => list.Items.OfType<YamlScalar>()))
            CheckPath(name, table, item, 0, item.Value);
    }

    private void CheckPath(string name, LookupTable table, YamlScalar scalar, int offset, string path)
    {
        if (!LookupNames.IsOf(name, path) || table.Columns.Contains(path[(name.Length + 1)..])) return;
        var fields = table.Columns.Select(column => LookupNames.Path(name, column)).ToList();
        var given = fields.Count == 0 ? "no fields" : string.Join(", ", fields.Take(20));
        problems.AddInside(scalar, offset, $"there is no field '{path}': lookup {name} gives {given}", Spelling.Nearest(path, fields));
    }
}
