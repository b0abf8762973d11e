namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// Feedback loops: a binding whose local output can trigger itself, at once or through others. Whether it can is decided on the topics
/// alone: what a function will really emit is not known here.
/// </summary>
internal sealed class LoopChecker(ProblemList problems, SourceMap map)
{
    public void Check(BindingsConfig config)
    {
        var nodes = config.Bindings.Select(Link.Of).OfType<Link>().ToList();
        foreach (var node in nodes) node.Next.AddRange(nodes.Where(n => node.Output?.Intersects(n.Trigger) == true));
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
            if (next.OnPath) Tell([.. path.SkipWhile(n => n != next)]);
            else Visit(next, path);
        }

        node.OnPath = false;
        node.Done = true;
        path.RemoveAt(path.Count - 1);
    }

    private void Tell(List<Link> loop)
    {
        var last = loop[^1];
        if (map.FindEntry(last.Binding.Emit, nameof(EmitConfig.Mqtt)) is not { } entry) return;
        var names = string.Join(" → ", loop.Append(loop[0]).Select(n => n.Binding.Name));
        problems.Add(entry.Value.Start, $"feedback loop {names}: the topic '{last.Output}' can match the trigger '{loop[0].Trigger}'");
    }

    private sealed class Link(BindingConfig binding, TopicFilter trigger, TopicFilter? output)
    {
        public BindingConfig Binding { get; } = binding;

        public TopicFilter Trigger { get; } = trigger;

        public TopicFilter? Output { get; } = output;

        public List<Link> Next { get; } = [];

        public bool OnPath { get; set; }

        public bool Done { get; set; }

        public static Link? Of(BindingConfig binding)
        {
            if (binding.Trigger?.Mqtt is null || !TopicFilter.TryParse(binding.Trigger.Mqtt, out var trigger, out _)) return null;
            return new(binding, trigger, TopicFilter.TryParseTemplate(binding.Emit.Mqtt ?? string.Empty, out var output, out _) ? output : null);
        }
    }
}
