using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>All cases of a file.</summary>
public static class CaseSuite
{
    /// <summary>How long an event waits for functions outside the process, unless told otherwise.</summary>
    public static readonly TimeSpan CallLimit = TimeSpan.FromMinutes(1);

    /// <summary>Runs every case of a file; the problems of its bindings and functions count as the file's own.</summary>
    /// <param name="path">The file of cases.</param>
    /// <param name="callLimit">Longest wait, in real time, for functions outside the process after one event. Default: <see
    /// cref="CallLimit"/>.</param>
    /// <param name="components">What bindings can choose from. Default: what comes with EventEdge.</param>
    public static CaseSuiteResult Run(string path, TimeSpan? callLimit = null, EventEdgeComponents? components = null)
    {
        components ??= EventEdgeComponents.Default;
        var cases = CasesFile.Load(path);
        if (cases.Config is not { } config) return new(path, cases.Problems, []);
        var bindingsPath = Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, config.Bindings);
        var folder = BindingsFile.FolderOf(bindingsPath);
        using var code = new FunctionCode(folder);
        var bindings = BindingsFile.Load(bindingsPath, components, code);
        var context = new CaseContext(folder, code, callLimit ?? CallLimit, components, BindingsFile.FolderOf(path));
        return bindings.Config is { } declared
            ? new(path, [], [.. config.Cases.Select(c => RunOne(c, declared, context))])
            : new(path, bindings.Problems, []);
    }

    /// <summary>Writes what came out as what is expected; all else in the file stays as it is.</summary>
    /// <returns>How many cases were rewritten.</returns>
    /// <exception cref="FormatException">A case is written in one line and cannot be rewritten.</exception>
    public static int Update(CaseSuiteResult result)
    {
        var differing = result.Cases.Select(c => c.Passed || c.Failure is not null ? null : c.Actual).ToList();
        var count = differing.Count(d => d is not null);
        if (count > 0) File.WriteAllText(result.Path, GoldenText.Replace(CasesFile.Load(result.Path), differing));
        return count;
    }

    private static CaseResult RunOne(CaseConfig config, BindingsConfig bindings, CaseContext context)
    {
        try
        {
            return new(config.Name, config.Expect, CaseRun.Run(config, bindings, context));
        }
        catch (BindingException error)
        {
            return new(config.Name, config.Expect, []) { Failure = error.Message };
        }
    }
}

/// <summary>What a file of cases came to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problems">Why nothing could be run; empty when it could.</param>
/// <param name="Cases">Each case, in file order.</param>
public sealed record CaseSuiteResult(string Path, IReadOnlyList<ConfigProblem> Problems, IReadOnlyList<CaseResult> Cases);

/// <summary>What a case came to.</summary>
/// <param name="Name">The case.</param>
/// <param name="Expected">What had to come out.</param>
/// <param name="Actual">What came out.</param>
public sealed record CaseResult(string Name, IReadOnlyList<string> Expected, IReadOnlyList<string> Actual)
{
    /// <summary>Why the case could not be run; null when it could.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether exactly the expected came out, in its order.</summary>
    public bool Passed => Failure is null && Expected.SequenceEqual(Actual);

    /// <summary>The difference, a line each: <c>- </c> missing, <c>+ </c> unexpected, two blanks where both agree.</summary>
    public IReadOnlyList<string> Difference => LineDifference.Of(Expected, Actual);
}
