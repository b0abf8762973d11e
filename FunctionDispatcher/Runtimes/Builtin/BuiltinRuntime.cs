using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Runtimes.Builtin;

/// <summary>Functions that come with EventEdge, by name.</summary>
internal sealed class BuiltinRuntime : IRuntime
{
    public string Name => "builtin";

    public Type ConfigType => typeof(BuiltinFunctionConfig);

    public bool IsInProcess => true;

    public IRuntimeHost Open(RuntimeSite site) => new BuiltinHost(CatalogOf(site.Known));

    public object Trial(BindingConfig binding, IReadOnlyCollection<IComponent> known) =>
        CatalogOf(known).Create(((BuiltinFunctionConfig)binding.Function).Builtin, binding.Function.With, binding.Window is not null);

    public void Check(ConfigCheck check)
    {
        var config = (BuiltinFunctionConfig)check.Binding.Function;
        InProcessCheck.NoRetry(check);
        if (check.Known is not { } known) return;
        var catalog = CatalogOf(known);
        if (catalog.Find(config.Builtin) is null)
        {
            var message = $"there is no built-in function '{config.Builtin}'; there is {string.Join(", ", catalog.Names)}";
            check.Report(config, nameof(config.Builtin), message, Spelling.Nearest(config.Builtin, catalog.Names));
            return;
        }

        if (check.IsMisread(config, "with", nameof(config.With))) return;
        var hasWindow = check.Binding.Window is not null;
        string[] problems = [.. catalog.Problems(config.Builtin, config.With, hasWindow)];
        foreach (var problem in problems) Report(check, config, problem);
        if (problems.Length == 0 && catalog.Create(config.Builtin, config.With, hasWindow) is IExpectingFunction expecting)
            CheckKeys(check, config, expecting);
    }

    private static void CheckKeys(ConfigCheck check, BuiltinFunctionConfig config, IExpectingFunction expecting)
    {
        var tags = BindingKey.TagNames(check.Binding);
        if (expecting.ExpectedLookup is { } name) CheckLookup(check, config, name, tags);
        if (expecting.ExpectedKeys.All(key => key.Count == tags.Count)) return;
        var key = string.Join(", ", expecting.ExpectedKeys.First(key => key.Count != tags.Count));
        Report(check, config, tags.Count == 0
            ? $"{config.Builtin}: 'expected' needs tags that tell keys apart: name them in emit.tags"
            : $"{config.Builtin}: 'expected' must have a value for each of the tags {string.Join(", ", tags)}, not [{key}]");
    }

    private static void CheckLookup(ConfigCheck check, BuiltinFunctionConfig config, string name, IReadOnlyList<string> tags)
    {
        if (check.Binding.Lookup?.GetValueOrDefault(name) is not { } lookup)
        {
            var near = Nearest.Hint(name, [.. check.Binding.Lookup?.Keys ?? []]);
            Report(check, config, $"{config.Builtin}: 'expected_from' names no lookup of the binding: '{name}'{near}");
        }
        else if (lookup is not KeyedLookupConfig)
        {
            Report(check, config, $"{config.Builtin}: 'expected_from' needs a table that can be read whole, not {lookup.Source}");
        }
        else if (!lookup.KeyFields.ToHashSet(StringComparer.Ordinal).SetEquals(tags))
        {
            var (key, wanted) = (string.Join(", ", lookup.KeyFields), string.Join(", ", tags));
            Report(
                check, config, $"{config.Builtin}: 'expected_from' {name} is found by {key}, and keys are told apart by the tags {wanted}");
        }
    }

    private static FunctionCatalog CatalogOf(IEnumerable<IComponent> known) =>
        new(new ComponentSet<IBuiltinFunction>(known.OfType<IBuiltinFunction>()));

    // The setting that a problem is about is the first name in single quotes, when it is one of the settings.
    private static void Report(ConfigCheck check, BuiltinFunctionConfig config, string problem)
    {
        if (problem.Split('\'') is [_, var path, _, ..] && check.TryReportSetting(config, nameof(config.With), path, problem)) return;
        check.ReportAtKey(config, check.IsGiven(config, nameof(config.With)) ? nameof(config.With) : nameof(config.Builtin), problem);
    }
}
