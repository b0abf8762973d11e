using System.CommandLine;
using EventEdge.Cli;
using EventEdge.FunctionDispatcher.Cases;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary><c>eventedge test</c>: golden cases of bindings and functions, in virtual time.</summary>
internal sealed class TestCommand : RunnableCommand
{
    private readonly Argument<string> _path = new("PATH")
    { Description = $"A file of cases (*{CasesFile.Ending}), or a folder of them", Arity = ArgumentArity.ExactlyOne };
    private readonly Option<bool> _update;

    public TestCommand(Shell shell)
        : base(shell, "test",
            "Run golden cases: events in, results out, in virtual time. Ends with 1 when a case fails, with 2 when one cannot be run.")
    {
        Arguments.Add(_path);
        _update = Switch("--update", "Write what comes out as what is expected. Default: false");
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var (passed, failed, broken, updated) = (0, 0, 0, 0);
        foreach (var file in Find(parsed.GetRequiredValue(_path)))
        {
            cancellation.ThrowIfCancellationRequested();
            var result = CaseSuite.Run(file);
            foreach (var problem in result.Problems) Shell.Error.Write(problem.Render().TrimEnd() + Environment.NewLine);
            if (result.Problems.Count > 0) broken++;
            else if (parsed.GetValue(_update)) updated += Update(result);
            foreach (var one in result.Cases) Show(file, one);
            passed += result.Cases.Count(c => c.Passed);
            failed += result.Cases.Count(c => !c.Passed);
        }

        Shell.Output.WriteLine(updated > 0 ? $"{passed} passed, {updated} updated" : $"{passed} passed, {failed} failed");
        if (broken > 0) return Task.FromResult(ExitCode.BadInput);
        return Task.FromResult(failed > updated ? ExitCode.Failure : ExitCode.Success);
    }

    private static List<string> Find(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw CommandFailure.BadInput($"there is no file or folder {path}");
        var files = Directory.EnumerateFiles(path, $"*{CasesFile.Ending}", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0 ? files : throw CommandFailure.BadInput($"there is no file *{CasesFile.Ending} in {path}");
    }

    private static int Update(CaseSuiteResult result)
    {
        try
        {
            return CaseSuite.Update(result);
        }
        catch (FormatException inOneLine)
        {
            throw CommandFailure.BadInput($"{result.Path}: {inOneLine.Message}");
        }
    }

    private void Show(string file, CaseResult one)
    {
        Shell.Output.WriteLine($"{(one.Passed ? "ok    " : "FAILED")} {file}: {one.Name}");
        if (one.Failure is { } failure) Shell.Output.WriteLine($"       {failure}");
        else if (!one.Passed) foreach (var line in one.Difference) Shell.Output.WriteLine($"       {line}");
    }
}
