using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>
/// Feedback loops: a binding whose results can trigger itself, at once or through others. Whether a local output can is decided on the
/// topics alone: what a function will really emit is not known here.
/// </summary>
internal sealed class LoopChecker(ProblemList problems, SourceMap map)
{
    public void Check(BindingsConfig config)
    {
        var nodes = config.Bindings.Where(b => b.Trigger is not null).Select(Link.Of).ToList();
        foreach (var node in nodes) node.Next.AddRange(nodes.Where(node.Triggers));
        foreach (var node in nodes) Visit(node, []);
    }

    /// <summary>Depth first; what is on the path is being visited, and meeting it again closes a loop.</summary>
    private void Visit(Link node, List<Link> path)
    {
        if (node.Done) return;
        path.Add(node);
        node.OnPath = true;
        foreach (var next in node.Next)
        {
            if (next.OnPath) Report([.. path.SkipWhile(n => n != next)]);
            else Visit(next, path);
        }

        node.OnPath = false;
        node.Done = true;
        path.RemoveAt(path.Count - 1);
    }

    private void Report(List<Link> loop)
    {
        var last = loop[^1];
        var names = string.Join(" → ", loop.Append(loop[0]).Select(n => n.Binding.Name));
        if (loop[0].Follows(last))
        {
            var (trigger, join) = (loop[0].Binding.Trigger, loop[0].Binding.Join);
            var place = loop[0].IsJoinedWith(last) ? map.Find(join, nameof(JoinConfig.With)) : map.FindChosen(trigger, trigger.Name);
            if (place is { } source)
                problems.Add(source.Start, $"feedback loop {names}: '{loop[0].Binding.Name}' runs on the results of '{last.Binding.Name}'");
        }
        else if (map.FindEntry(last.Binding.Emit, nameof(EmitConfig.Mqtt)) is { } entry)
        {
            problems.Add(entry.Value.Start, $"feedback loop {names}: the topic '{last.Output}' can match the trigger '{loop[0].Trigger}'");
        }
    }

    private sealed class Link(BindingConfig binding, TopicFilter? trigger, TopicFilter? output)
    {
        public BindingConfig Binding { get; } = binding;

        public TopicFilter? Trigger { get; } = trigger;

        public TopicFilter? Output { get; } = output;

        public List<Link> Next { get; } = [];

        public bool OnPath { get; set; }

        public bool Done { get; set; }

        public static Link Of(BindingConfig binding) => new(
            binding,
            TopicFilter.TryParse(binding.Trigger.Subscription?.Filter ?? string.Empty, out var trigger, out _) ? trigger : null,
            // What an edge node says comes to none of the bindings of the node that it is.
            binding.EdgeNode is null && TopicFilter.TryParseTemplate(binding.Emit.Mqtt ?? string.Empty, out var output, out _) ? output
                : null);

        public bool Follows(Link other) => (Binding.Trigger.Upstream is { } name && name == other.Binding.Name) || IsJoinedWith(other);

        public bool IsJoinedWith(Link other) => other != this && Binding.Join is { With: { } name } && name == other.Binding.Name;

        public bool Triggers(Link other) =>
            other.Follows(this) || (Output is { } output && other.Trigger is { } trigger && output.Intersects(trigger));
    }
}
