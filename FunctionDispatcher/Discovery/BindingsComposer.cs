using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Proposals;
using EventEdge.FunctionDispatcher.Discovery.Writing;

namespace EventEdge.FunctionDispatcher.Discovery;

/// <summary>
/// Puts a file together, has it checked as a node would, tries the messages on it, and writes down what came of that. A binding that would
/// not be taken stands there as a comment.
/// </summary>
internal sealed class BindingsComposer(
    MessageRecording recording, DiscoveryOptions options, IReadOnlyList<ProposedStream> streams,
    IReadOnlyList<(string Topics, string Reason)> unbound)
{
    private readonly Dictionary<ProposedBinding, string> _refused = [];
    private IReadOnlyDictionary<string, TrialResult> _trial = new Dictionary<string, TrialResult>();

    /// <summary>The file.</summary>
    public DiscoveredBindings Compose()
    {
        var text = Write();
        while (Refuse(text)) text = Write();
        var bindings = BindingsFile.Parse($"{text}", "bindings.yaml", EventEdgeComponents.Default).Config;
        if (bindings is { Bindings.Count: > 0 }) _trial = TrialRun.Of(bindings, recording);
        var taken = streams.SelectMany(s => s.Bindings.Select(b => (Stream: s.Findings, Binding: b))).Where(b =>
            !_refused.ContainsKey(b.Binding));
        return new()
        {
            Text = streams.Count == 0 ? string.Empty : $"{Write()}",
            Bindings = [.. taken.Select(b => new DiscoveredBinding(
                b.Binding.Name, b.Stream.Plan.Filter, b.Stream.Plan.Family,
                _trial.GetValueOrDefault(b.Binding.Name)?.Points ?? 0, _trial.GetValueOrDefault(b.Binding.Name)?.Rejected ?? 0))],
            Unbound = unbound,
        };
    }

    // Whether a binding was put aside for a problem.
    private bool Refuse(BindingsText text)
    {
        var problems = BindingsFile.Parse($"{text}", "bindings.yaml", EventEdgeComponents.Default).Problems;
        var before = _refused.Count;
        foreach (var problem in problems)
        {
            var (binding, _, _) = text.Places.Find(p => problem.Line >= p.First && problem.Line <= p.Last);
            if (binding is not null) _refused.TryAdd(binding, problem.Message);
        }

        return _refused.Count > before;
    }

    private BindingsText Write()
    {
        var text = new BindingsText();
        Head(text);
        text.Begin(streams.Any(s => s.Bindings.Any(b => !_refused.ContainsKey(b))));
        foreach (var stream in streams) Write(text, stream);
        if (unbound.Count > 0)
        {
            text.Blank();
            text.Comment("Not bound:");
            foreach (var (topics, reason) in unbound) text.Comment($"  {StreamRemarks.Short(topics)}: {reason}");
        }

        return text;
    }

    private void Head(BindingsText text)
    {
        var heard = $"{StreamRemarks.Plural(recording.Messages, "message")} on {StreamRemarks.Plural(recording.TopicCount, "topic")}";
        text.Comment($"Written by eventedge discover after {heard}{(options.Source is { } source ? $", {source}" : string.Empty)}.");
        text.Comment("Lines with # say what was seen and what is uncertain: read them before you rely on the file.");
        if (recording.Full is { } full) text.Comment($"It stopped listening at its limit of {full}: --filter narrows what it listens to.");
        if (recording.BeyondTopics > 0) text.Comment(
            $"{recording.BeyondTopics} messages came on topics beyond its limit: --filter narrows it.");
        if (!recording.HasTimes) text.Comment("The messages came without their times: nothing is known of rates and clocks.");
        if (options.Next is { } next) text.Comment($"Next: {next}");
    }

    private void Write(BindingsText text, ProposedStream stream)
    {
        text.Blank();
        foreach (var remark in stream.Remarks) text.Comment(remark, 2);
        if (stream.Bindings.Count == 0) text.Comment(Nothing(stream), 2);
        foreach (var (index, binding) in stream.Bindings.Index())
        {
            if (index > 0) text.Blank();
            var refusal = _refused.GetValueOrDefault(binding);
            if (refusal is not null) text.Comment($"it would not run: {refusal}", 2);
            else if (_trial.GetValueOrDefault(binding.Name) is { } trial) Try(text, trial);
            text.Binding(binding, isOut: refusal is not null);
        }
    }

    private static void Try(BindingsText text, TrialResult trial)
    {
        text.Comment(trial.Example is { } example
            ? $"tried: {StreamRemarks.Plural(trial.Points, "point")}, such as {StreamRemarks.Short(example)}"
            : "tried: no point so far, as nothing has changed or no window has ended", 2);
        if (trial.Rejected > 0) text.Comment(
            $"tried: {StreamRemarks.Plural(trial.Rejected, "dead letter")}: {StreamRemarks.Short(trial.Reason)}", 2);
    }

    private static string Nothing(ProposedStream stream) => stream.Findings.Form.IsOpaque
        ? $"no binding: a function of yours can take the bytes, with trigger {{ mqtt: \"{stream.Findings.Plan.Filter}\" }} and decode: none"
        : "no binding: nothing in it changes or can be plotted";
}
