namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>Gathers the problems of one file.</summary>
internal sealed class ProblemList(string file, SourceText source)
{
    /// <summary>Problems kept; of a file that is wrong throughout, the rest would help nobody.</summary>
    public const int Limit = 200;

    private readonly List<ConfigProblem> _problems = [];
    private readonly List<ConfigProblem> _warnings = [];

    public int Count => _problems.Count;

    public SourceText Source { get; } = source;

    public void Add(SourcePosition place, string message, string? suggestion = null)
    {
        if (_problems.Count < Limit)
            _problems.Add(new(file, place.Line, place.Column, message, suggestion) { SourceLine = Source.Line(place.Line) });
    }

    /// <summary>A problem at one character of a value.</summary>
    public void AddInside(YamlScalar scalar, int offset, string message, string? suggestion = null) =>
        Add(ScalarMap.PlaceOf(scalar, offset, Source), message, suggestion);

    /// <summary>What runs, but hardly as it is meant.</summary>
    public void Warn(SourcePosition place, string message)
    {
        if (_warnings.Count < Limit)
            _warnings.Add(new(file, place.Line, place.Column, message) { SourceLine = Source.Line(place.Line), IsWarning = true });
    }

    public IReadOnlyList<ConfigProblem> InFileOrder() => [.. _problems.OrderBy(p => p.Line).ThenBy(p => p.Column)];

    public IReadOnlyList<ConfigProblem> WarningsInFileOrder() => [.. _warnings.OrderBy(p => p.Line).ThenBy(p => p.Column)];
}
