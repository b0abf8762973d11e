using EventEdge.Cli;
using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.Explanation;

/// <summary>Explanations for people: a sentence a line.</summary>
internal static class ExplanationText
{
    private const int StageWidth = 12;

    public static void Write(WhyAnswer answer, Shell shell)
    {
        Write(answer.Finding, shell, shell.Bold);
        foreach (var also in answer.Also) Write(also, shell, text => $"also: {text}");
    }

    public static void Write(MessageExplanation explained, Shell shell)
    {
        shell.Output.WriteLine(shell.Bold($"{explained.Topic}, {InWords.Count(explained.Bytes, "byte")}"));
        if (explained.Bindings.Count == 0) shell.Output.WriteLine("there is no binding that could want it");
        foreach (var binding in explained.Bindings) Write(binding, shell);
    }

    private static void Write(WhyFinding finding, Shell shell, Func<string, string> form)
    {
        shell.Output.WriteLine(form(finding.Sentence));
        if (finding.Example is { } example)
            shell.Output.WriteLine(shell.Quiet($"  such as {example.Topic}: {example.Payload} at {InWords.Second(example.ReceivedAt)}"));
        if (finding.Next is { } next) shell.Output.WriteLine($"  next: {next}");
    }

    private static void Write(BindingExplanation binding, Shell shell)
    {
        if (binding.Difference is { } difference)
        {
            shell.Output.WriteLine($"{binding.Binding} does not match {binding.Filter}: {difference}");
            return;
        }

        shell.Output.WriteLine(shell.Bold($"{binding.Binding}, version {binding.Version}"));
        foreach (var stage in binding.Stages)
        {
            var which = stage.Event is { } place ? $"event {place}: " : string.Empty;
            var mark = stage.Outcome == StageOutcome.Passed ? " " : "!";
            shell.Output.WriteLine($"{mark} {stage.Stage.PadRight(StageWidth)} {which}{stage.Sentence}");
            foreach (var part in stage.Parts ?? [])
                shell.Output.WriteLine(shell.Quiet($"    {(part.Holds ? "true " : "false")} {part.Text}"));
            if (stage.Next is { } next) shell.Output.WriteLine($"    next: {next}");
        }
    }
}
