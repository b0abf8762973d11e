using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Aggregates;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions.Count;
using EventEdge.FunctionDispatcher.Functions.Deadband;
using EventEdge.FunctionDispatcher.Functions.Last;
using EventEdge.FunctionDispatcher.Functions.Pass;
using EventEdge.FunctionDispatcher.Functions.RateOfChange;
using EventEdge.FunctionDispatcher.Functions.Stats;
using EventEdge.FunctionDispatcher.Functions.Threshold;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>
/// The functions that come with EventEdge, by name. <c>aggregate</c>, <c>stats</c> and <c>count</c> need a window; <c>last</c> and <c>rate_of_change</c> work
/// with and without one; <c>pass</c>, <c>threshold</c> and <c>deadband</c> may not have one.
/// </summary>
public sealed class FunctionCatalog : IFunctionCatalog
{
    private readonly Dictionary<string, BuiltinFunction> _functions = new BuiltinFunction[]
    {
        new("aggregate", WindowUse.Required, (settings, _) => new AggregateFunction(AggregateConfig.Read(settings).Results)),
        new("count", WindowUse.Required, (_, _) => new CountFunction()),
        new("deadband", WindowUse.None, (settings, _) => new DeadbandFunction(DeadbandConfig.Read(settings))),
        new("last", WindowUse.Optional, (settings, hasWindow) => Last(LastConfig.Read(settings), hasWindow), ReadsEveryField: true),
        new("pass", WindowUse.None, (settings, _) => new PassFunction(PassConfig.Read(settings)), ReadsEveryField: true),
        new("rate_of_change", WindowUse.Optional, (settings, hasWindow) => Rate(RateOfChangeConfig.Read(settings), hasWindow)),
        new("stats", WindowUse.Required, (settings, _) => new StatsFunction(StatsConfig.Read(settings))),
        new("threshold", WindowUse.None, (settings, _) => new ThresholdFunction(ThresholdConfig.Read(settings))),
    }.ToDictionary(function => function.Name);

    /// <summary>Every name, in alphabetical order.</summary>
    public IEnumerable<string> Names => [.. _functions.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether there is a function of this name.</summary>
    public bool Knows(string name) => _functions.ContainsKey(name);

    /// <summary>How a function and a window go together.</summary>
    /// <exception cref="KeyNotFoundException">There is no such function.</exception>
    public WindowUse WindowUseOf(string name) => _functions[name].Window;

    /// <summary>Everything wrong with a declaration, one sentence each; none when <see cref="Create"/> will succeed.</summary>
    public IEnumerable<string> Problems(string name, IReadOnlyDictionary<string, object?> with, bool hasWindow)
    {
        if (!_functions.TryGetValue(name, out var function)) return [$"unknown function '{name}'{Nearest.Hint(name, [.. Names])}"];
        var settings = new FunctionSettings(name, with);
        function.Create(settings, hasWindow);
        return WindowProblem(function, hasWindow) is { } problem ? [problem, .. settings.Problems] : settings.Problems;
    }

    /// <summary>Whether the function reads every field of an event, so that the decoder must keep them all.</summary>
    public bool ReadsEveryField(string name, IReadOnlyDictionary<string, object?> with) =>
        _functions.TryGetValue(name, out var function) && function.ReadsEveryField && !with.ContainsKey("fields");

    /// <summary>
    /// A new function for one binding: <see cref="IAggregateFunction"/> where there is a window, else <see cref="IKeyedFunction"/>
    /// (<c>threshold</c>, <c>deadband</c>, <c>rate_of_change</c>, <c>last</c>) or <see cref="IEventFunction"/> (<c>pass</c>).
    /// </summary>
    /// <exception cref="ArgumentException">The declaration has problems.</exception>
    public object Create(string name, IReadOnlyDictionary<string, object?> with, bool hasWindow)
    {
        var problems = string.Join("; ", Problems(name, with, hasWindow));
        if (problems.Length > 0) throw new ArgumentException(problems, nameof(with));
        return _functions[name].Create(new(name, with), hasWindow);
    }

    private static object Last(LastConfig config, bool hasWindow) =>
        hasWindow ? new LastOfWindowFunction(config) : new LastKnownFunction(config);

    private static object Rate(RateOfChangeConfig config, bool hasWindow) =>
        hasWindow ? new RateOfWindowFunction(config) : new RateOfChangeFunction(config);

    private static string? WindowProblem(BuiltinFunction function, bool hasWindow) => function.Window switch
    {
        WindowUse.Required when !hasWindow => $"{function.Name} works on windows: declare one, for example window: {{ tumbling: 10s }}",
        WindowUse.None when hasWindow => $"{function.Name} works on each event: remove the window",
        _ => null,
    };
}
