using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Payloads;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Proposals;

/// <summary>What is known of the messages of some topics once they were read.</summary>
internal sealed record StreamFindings
{
    /// <summary>What was known before.</summary>
    public required TopicPlan Plan { get; init; }

    /// <summary>The topics.</summary>
    public required IReadOnlyList<SeenTopic> Topics { get; init; }

    /// <summary>What the payloads are.</summary>
    public required PayloadForm Form { get; init; }

    /// <summary>Everything that was counted.</summary>
    public required StreamTally Tally { get; init; }

    /// <summary>Where events say when they happened; null where they do not.</summary>
    public TimeFinding? Time { get; init; }

    /// <summary>What tells one series from another: captures and fields.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The fields.</summary>
    public required IReadOnlyList<FieldFinding> Fields { get; init; }

    /// <summary>How often a series has a reading.</summary>
    public Pace Pace { get; init; }

    /// <summary>The fields of a role.</summary>
    public IEnumerable<FieldFinding> Of(FieldRole role) => Fields.Where(f => f.Role == role);

    /// <summary>Reads the messages of some topics.</summary>
    /// <param name="plan">What is known of them.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="form">What their payloads are.</param>
    /// <param name="clock">What is known of clocks.</param>
    public static StreamFindings Of(TopicPlan plan, IReadOnlyList<SeenTopic> topics, PayloadForm form, ClockCheck clock)
    {
        var captures = TopicFilter.Parse(plan.Filter).Captures;
        var (tally, time, tags) = Read(plan, topics, form, clock);
        var computed = plan.Set.Select(s => s.Key).ToList();
        var judge = new FieldJudge(plan);
        List<FieldFinding> fields = [.. tally.Fields.Where(f => !captures.Contains(f.Name) && !computed.Contains(f.Name)
            && f.Name != "index")
            .Select(f => RoleOf(f, tags, time, judge))];
        fields.AddRange(Computed(plan));
        fields = FieldAliases.Settle(fields, [.. captures, "index"]);
        var own = tags.Select(t => fields.Find(f => f.Tally.Name == t)?.Name ?? t);
        return new()
        {
            Plan = plan, Topics = topics, Form = form, Tally = tally, Time = time, Fields = fields,
            Tags = [.. captures.Except(plan.NoTags), .. own.Except(captures)],
            Pace = Pace.Of(topics, ReadingsPerMessage(tally, tags)),
        };
    }

    // What is computed has no values yet, so that only its family can say what it is.
    private static IEnumerable<FieldFinding> Computed(TopicPlan plan) =>
        from computed in plan.Set
        let hint = plan.Hints.FirstOrDefault(h => h.Pattern != "*" && h.Matches(computed.Key))
        where hint?.Role is not (null or FieldRole.Aside or FieldRole.Tag)
        select new FieldFinding(new FieldTally(computed.Key), hint.Role ?? FieldRole.Aside) { Unit = hint.Unit };

    private static (StreamTally Tally, TimeFinding? Time, IReadOnlyList<string> Tags) Read(
        TopicPlan plan, IReadOnlyList<SeenTopic> topics, PayloadForm form, ClockCheck clock)
    {
        var tags = plan.Tags;
        var tally = StreamTally.Of(topics, form, tags);
        var time = plan.HasNoTime ? null : TimeFinder.Find(tally, plan.Time, clock);
        IReadOnlyList<string> hinted = [.. tally.Fields.Where(f => f.Values > 0
            && plan.Hints.FirstOrDefault(h => h.Matches(f.Name))?.Role == FieldRole.Tag).Select(f => f.Name)];
        tags = [.. tags, .. hinted];
        if (tags.Count == 0) tags = ElementTags.Of(tally, time);
        if (tags.Count == plan.Tags.Count) return (tally, time, tags);

        // Each series for itself: whether something only grows is seen no other way.
        tally = StreamTally.Of(topics, form, tags);
        return (tally, plan.HasNoTime ? null : TimeFinder.Find(tally, plan.Time, clock), tags);
    }

    private static FieldFinding RoleOf(FieldTally field, IReadOnlyList<string> tags, TimeFinding? time, FieldJudge judge)
    {
        if (time?.Fields.Contains(field.Name) == true) return new(field, FieldRole.Time);
        return judge.Judge(field) is var found && tags.Contains(field.Name) ? found with { Role = FieldRole.Tag, Declared = [] } : found;
    }

    private static double ReadingsPerMessage(StreamTally tally, IReadOnlyList<string> tags)
    {
        var read = Math.Max(1, tally.Messages - tally.Broken);
        var each = (double)Math.Max(1, tally.Events) / read;
        if (tags.Count == 0) return each;
        // A gateway sends for many: each of them has a part of its messages.
        var series = tags.Select(t => tally.Find(t)?.Distinct.Count ?? 1).Aggregate(1, (product, count) => Math.Max(product, count));
        return each / Math.Max(1, series);
    }
}
