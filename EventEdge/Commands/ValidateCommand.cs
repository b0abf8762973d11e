using System.CommandLine;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary><c>eventedge validate</c>: every problem of a bindings file at once.</summary>
internal sealed class ValidateCommand : RunnableCommand
{
    private readonly NodeFactories _factories;
    private readonly Argument<string> _file = new("FILE") { Description = "The bindings file to check" };

    public ValidateCommand(Shell shell, NodeFactories factories)
        : base(shell, "validate", "Check a bindings file and show every problem at once. Ends with 2 when there is one.",
            KnownSettings.Output)
    {
        _factories = factories;
        Arguments.Add(_file);
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var file = parsed.GetRequiredValue(_file);
        if (!File.Exists(file)) throw CommandFailure.BadInput($"there is no file {file}");
        var verdict = _factories.CheckBindings(file);
        if (settings.OneOf(KnownSettings.Output, OutputFormat.Text) == OutputFormat.Json) WriteJson(file, verdict);
        else WriteText(file, verdict);
        return Task.FromResult(verdict.Problems.Count == 0 ? ExitCode.Success : ExitCode.BadInput);
    }

    private void WriteText(string file, BindingsVerdict verdict)
    {
        foreach (var warning in verdict.Warnings) Shell.Error.Write(warning.TrimEnd() + Environment.NewLine);
        foreach (var problem in verdict.Problems) Shell.Error.Write(problem.TrimEnd() + Environment.NewLine);
        if (verdict.Problems.Count == 0) Shell.Output.WriteLine($"{file}: {Count(verdict.Bindings, "binding")}, no problem");
        else Shell.Error.WriteLine($"{file}: {Count(verdict.Problems.Count, "problem")}");
    }

    private void WriteJson(string file, BindingsVerdict verdict) => Shell.Output.WriteLine(JsonSerializer.Serialize(
        new ValidateSummary(file, verdict.Problems.Count == 0, verdict.Bindings, verdict.Problems) { Warnings = verdict.Warnings },
        CommandJson.Readable.ValidateSummary));

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? string.Empty : "s")}";
}

/// <summary>Result of <c>validate --output json</c>.</summary>
/// <param name="File">The file.</param>
/// <param name="Valid">True when there is no problem.</param>
/// <param name="Bindings">Bindings declared.</param>
/// <param name="Problems">Each problem as shown to people.</param>
internal sealed record ValidateSummary(string File, bool Valid, int Bindings, IReadOnlyList<string> Problems)
{
    /// <summary>What runs, but is hardly meant so.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
