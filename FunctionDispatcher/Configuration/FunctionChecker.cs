using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>Names and settings of built-in functions, as far as the catalog knows them.</summary>
internal sealed class FunctionChecker(ProblemList problems, SourceMap map, IFunctionCatalog? catalog)
{
    public void Check(BindingConfig binding)
    {
        var function = binding.Function;
        CheckCSharp(function);
        CheckOutOfProcess(function);
        if (catalog is null || map.FindEntry(function, nameof(FunctionConfig.Builtin)) is not { } name) return;
        if (!catalog.Knows(function.Builtin!))
        {
            var names = catalog.Names.Order(StringComparer.Ordinal).ToList();
            var message = $"there is no built-in function '{function.Builtin}'; there is {string.Join(", ", names)}";
            problems.Add(name.Value.Start, message, Spelling.Nearest(function.Builtin!, names));
            return;
        }

        var with = map.FindEntry(function, nameof(function.With));
        if (with is null && map.Find(function)?.Find("with") is not null) return;
        foreach (var problem in catalog.Problems(function.Builtin!, function.With, binding.Window is not null))
        {
            problems.Add(PlaceOf(problem, with) ?? (with ?? name).Key.Start, problem);
        }
    }

    private void CheckCSharp(FunctionConfig? function)
    {
        if (map.FindEntry(function, nameof(FunctionConfig.Csharp)) is not { } code || function!.Csharp is not { Assembly: not null, Class: null }) return;
        var isMisread = (code.Value as YamlMapping)?.Find("class") is not null;
        if (!isMisread) problems.Add(code.Value.Start, "'csharp' needs 'class' beside 'assembly'");
    }

    private void CheckOutOfProcess(FunctionConfig? function)
    {
        if (function?.Process is { } process)
        {
            if (process.Command.All(string.IsNullOrEmpty)) FailCommand(function, process);
            CheckScale(process.Scale, "process", "a worker answers one call before it reads the next");
        }
        else if (function?.Wasm is { } wasm)
        {
            CheckScale(wasm.Scale, "wasm", "an instance of a module has one memory and one call in it");
        }
        else if (function?.Container is { } container)
        {
            CheckCount(container.Scale);
            new ContainerChecker(problems, map).Check(container);
        }
        else if (function is { Builtin: not null } or { Csharp: not null } && map.FindEntry(function, nameof(function.Retry)) is { } retry)
        {
            var runtime = function.Builtin is null ? "csharp" : "builtin";
            problems.Add(retry.Key.Start, $"'retry' is for functions outside the node's process; '{runtime}' gives the same answer every time");
        }
    }

    private void FailCommand(FunctionConfig function, ProcessConfig process)
    {
        // What was not read rightly has been told already.
        if (map.Find(process, nameof(process.Command)) is null) return;
        problems.Add(map.FindEntry(function, nameof(function.Process))!.Key.Start, "'process' needs a command");
    }

    private void CheckScale(ScaleConfig scale, string runtime, string whyOne)
    {
        CheckCount(scale);
        if (scale.Concurrency > 1 && map.FindEntry(scale, nameof(scale.Concurrency)) is { } concurrency)
            problems.Add(concurrency.Key.Start, $"concurrency {scale.Concurrency} is not for '{runtime}': {whyOne}; use max");
    }

    private void CheckCount(ScaleConfig scale)
    {
        if (scale.Min > scale.Max && map.FindEntry(scale, nameof(scale.Min)) is { } min)
            problems.Add(min.Key.Start, $"min {scale.Min} is more than max {scale.Max}");
    }

    /// <summary>The key that a problem is about: the first name in single quotes, when it is one of the settings.</summary>
    private static SourcePosition? PlaceOf(string problem, YamlEntry? with)
    {
        if (problem.Split('\'') is not [_, var path, _, ..]) return null;
        var node = with?.Value;
        SourcePosition? place = null;
        foreach (var key in path.Split('.'))
        {
            if ((node as YamlMapping)?.Find(key) is not { } entry) return place;
            (place, node) = (entry.Key.Start, entry.Value);
        }

        return place;
    }
}
