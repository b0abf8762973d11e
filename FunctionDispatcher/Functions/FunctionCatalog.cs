using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Components;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>Built-in functions, by name.</summary>
/// <param name="functions">The functions.</param>
public sealed class FunctionCatalog(ComponentSet<IBuiltinFunction> functions)
{
    /// <summary>Every name, in alphabetical order.</summary>
    public IReadOnlyList<string> Names { get; } = [.. functions.Names.Order(StringComparer.Ordinal)];

    /// <summary>The function of a name; null when there is none.</summary>
    public IBuiltinFunction? Find(string name) => functions.Find(name);

    /// <summary>Everything wrong with a declaration, one sentence each; none when <see cref="Create"/> will succeed.</summary>
    public IEnumerable<string> Problems(string name, IReadOnlyDictionary<string, object?> with, bool hasWindow)
    {
        if (Find(name) is not { } function) return [$"unknown function '{name}'{Nearest.Hint(name, Names)}"];
        var settings = new FunctionSettings(name, with);
        function.Create(settings, hasWindow);
        return WindowProblem(function, hasWindow) is { } problem ? [problem, .. settings.Problems] : settings.Problems;
    }

    /// <summary>Whether the function reads every field of an event, so that the decoder must keep them all.</summary>
    public bool ReadsEveryField(string name, IReadOnlyDictionary<string, object?> with) =>
        Find(name) is { ReadsEveryField: true } && !with.ContainsKey("fields");

    /// <summary>
    /// A new function for one binding: <see cref="IAggregateFunction"/> where there is a window, else <see cref="IKeyedFunction"/> or
    /// <see cref="IEventFunction"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The declaration has problems.</exception>
    public object Create(string name, IReadOnlyDictionary<string, object?> with, bool hasWindow)
    {
        var problems = string.Join("; ", Problems(name, with, hasWindow));
        if (problems.Length > 0) throw new ArgumentException(problems, nameof(with));
        return Find(name)!.Create(new(name, with), hasWindow);
    }

    private static string? WindowProblem(IBuiltinFunction function, bool hasWindow) => function.Window switch
    {
        WindowUse.Required when !hasWindow => $"{function.Name} works on windows: declare one, for example window: {{ tumbling: 10s }}",
        WindowUse.None when hasWindow => $"{function.Name} works on each event: remove the window",
        _ => null,
    };
}
