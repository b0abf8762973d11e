using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Topics;
using EventEdge.FunctionDispatcher.Discovery.Yaml;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Discovery.Proposals;

/// <summary>
/// Makes bindings of what was found: statistics of what goes up and down, the increase of what is counted, changes of states, alarms before
/// all else, and events as they are. Names are given once.
/// </summary>
internal sealed class BindingProposals
{
    /// <summary>Most fields of one binding.</summary>
    public const int FieldLimit = 40;

    /// <summary>Most counters that have a binding each.</summary>
    public const int CounterLimit = 6;

    private static readonly string[] Stats = ["mean", "min", "max"];
    private static readonly TimeSpan CounterWindow = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The bindings of a stream.</summary>
    public ProposedStream Of(StreamFindings found)
    {
        var bindings = new List<ProposedBinding>();
        if (!found.Form.IsOpaque) bindings.AddRange(found.Plan.IsEvent ? Events(found) : Readings(found));
        return new(found, StreamRemarks.Of(found), bindings);
    }

    private IEnumerable<ProposedBinding> Events(StreamFindings found)
    {
        List<FieldFinding> fields = [.. found.Fields
            .Where(f => f.Role is not (FieldRole.Aside or FieldRole.Tag or FieldRole.Time)).Take(FieldLimit)];
        if (fields.Count > 0) yield return Binding(found, string.Empty, fields, null, Function("pass", fields));
    }

    private IEnumerable<ProposedBinding> Readings(StreamFindings found)
    {
        List<FieldFinding> gauges = [.. found.Of(FieldRole.Gauge).Take(FieldLimit)];
        List<FieldFinding> values = [.. found.Of(FieldRole.Value).Take(FieldLimit)];
        var window = values.Count > 0 ? null : found.Pace.Window;
        if (gauges.Count + values.Count > 0)
        {
            gauges = [.. values, .. gauges];
            yield return window is null
                ? Binding(found, string.Empty, gauges, null, Function("pass", gauges), Numbers(found, gauges))
                : Binding(
                    found, string.Empty, gauges, window, Function("stats", gauges, new FlowMap { { "stats", Stats } }), Numbers(found,
                        gauges));
        }

        foreach (var happening in found.Of(FieldRole.Event).Take(CounterLimit))
        {
            List<FieldFinding> one = [happening];
            var path = Path(happening.Name);
            yield return Binding(found, NameOf(happening), one, null, Function("pass", one), $"exists({path}) and {path} != ''");
        }

        foreach (var counter in found.Of(FieldRole.Counter).Take(CounterLimit))
        {
            var longer = found.Pace.Window is { } size && size < CounterWindow ? CounterWindow : found.Pace.Window;
            var with = new FlowMap { { "field", counter.Name } };
            yield return Binding(
                found, NameOf(counter), [counter], longer, new FlowMap { { "builtin", "increase" }, { "with", with } });
        }

        // A word where others send numbers is a state, under a name of its own.
        List<FieldFinding> states = [.. found.Of(FieldRole.State).Take(FieldLimit)];
        if (states.Count == 0 && gauges is [{ IsMixed: true }]) states = [.. gauges];
        if (states.Count > 0) yield return Binding(found, "state", states, null, Function("on_change", states), Words(states));
        List<FieldFinding> alarms = [.. found.Of(FieldRole.Alarm).Take(FieldLimit)];
        if (alarms.Count > 0) yield return Binding(found, "alarm", alarms, null, Function("on_change", alarms), isAlarm: true);
    }

    private static FlowMap Function(string builtin, IEnumerable<FieldFinding> fields, FlowMap? more = null)
    {
        var with = new FlowMap { { "fields", fields.Select(f => f.Name).ToArray() } };
        foreach (var (key, value) in more ?? []) with.Add(key, value);
        return new FlowMap { { "builtin", builtin }, { "with", with } };
    }

    private ProposedBinding Binding(
        StreamFindings found, string part, List<FieldFinding> fields, TimeSpan? window, FlowMap function, string? condition = null,
        bool isAlarm = false)
    {
        var (plan, captures) = (found.Plan, TopicFilter.Parse(found.Plan.Filter).Captures);
        var isSaid = part.Length == 0 || part == "value" || plan.Name == part || plan.Name.EndsWith($"_{part}", StringComparison.Ordinal);
        var name = Free(isSaid ? plan.Name : $"{plan.Name}_{part}");
        string[] conditions = [.. new[] { plan.Where, condition }.OfType<string>()];
        var qos = found.Topics.Max(t => t.Qos);
        return new(name)
        {
            Keys = new FlowMap
            {
                { "trigger", new FlowMap { { "mqtt", plan.Filter }, { "qos", qos == 2 ? 2 : null } } },
                { "decode", found.Form.Decode },
                { "fields", NullIfEmpty(Declared([.. found.Of(FieldRole.Tag), .. fields])) },
                { "set", NullIfEmpty(plan.Set) },
                { "where", conditions.Length == 0 ? null : string.Join(" and ", conditions.Select(c => conditions.Length > 1
                && c.Contains(" or ", StringComparison.Ordinal) ? $"({c})" : c)) },
                { "event_time", NullIfEmpty(EventTime(found, window is not null)) },
                { "window", window is { } size
                    ? new FlowMap { { "tumbling", size }, { "group_by", found.Tags.Count > 0 ? found.Tags : null } } : null },
                { "function", function },
                { "emit", new FlowMap
                {
                    { "measurement", name },
                    { "tags", window is null && !found.Tags.SequenceEqual(captures) || window is null && captures.Count > 0 ? found.Tags
                    : null },
                    { "priority", isAlarm ? "alarm" : null },
                } },
            },
        };
    }

    private static FlowMap Declared(IEnumerable<FieldFinding> fields)
    {
        var declared = new FlowMap();
        foreach (var field in fields.Where(f => f.IsUnitKnown || f.Declared.Count > 0 || f.Name != f.Tally.Name))
        {
            var settings = new FlowMap { { "from", field.Name == field.Tally.Name ? null : field.Tally.Name } };
            foreach (var (key, value) in field.Declared) settings.Add(key, value);
            settings.Add("unit", field.IsUnitKnown ? field.Unit : null);
            settings.Add("optional", true);
            declared.Add(field.Name, settings);
        }

        return declared;
    }

    private static FlowMap EventTime(StreamFindings found, bool hasWindow)
    {
        if (found.Time is not { Problem: null } time) return [];
        var disorder = hasWindow && time.OutOfOrder > TimeSpan.Zero ? time.OutOfOrder : (TimeSpan?)null;
        return new FlowMap
        {
            { "field", time.Fields.Count == 1 ? time.Fields[0] : null },
            { "fields", time.Fields.Count == 1 ? null : time.Fields },
            { "format", time.Form.Format },
            { "time_zone", time.TimeZone },
            { "clock", found.Plan.Clock ?? ClockOf(found, time) },
            { "out_of_order", disorder },
            { "allowed_lateness", disorder is not null ? TimeSpan.FromMinutes(1) : null },
        };
    }

    // What a gateway sends for many has been stamped by each of them.
    private static string? ClockOf(StreamFindings found, TimeFinding time)
    {
        var captures = TopicFilter.Parse(found.Plan.Filter).Captures;
        var own = found.Tags.Except(captures).Where(t => t != "index").ToList();
        return time.IsOfElement && own.Count > 0 ? own[0] : null;
    }

    // Of what is a number here and a word there, a store takes one kind under one name.
    private static string? Numbers(StreamFindings found, List<FieldFinding> fields) =>
        fields is [{ IsMixed: true } only] && found.Plan.Where?.StartsWith("is_number(", StringComparison.Ordinal) != true
            ? $"is_number({Path(only.Name)})" : null;

    private static string? Words(List<FieldFinding> fields) =>
        fields is [{ IsMixed: true } only] ? $"not is_number({Path(only.Name)})" : null;

    private static string Path(string name) => NodePrinter.Print(new FieldNode(name));

    private static FlowMap? NullIfEmpty(FlowMap map) => map.Count > 0 ? map : null;

    private static string NameOf(FieldFinding field)
    {
        var name = PatternNames.Snake(field.Name);
        return name.Length is > 0 and <= 20 ? name : PatternNames.Snake(field.Name[(field.Name.LastIndexOf('.')
            + 1)..]) is { Length: > 0 and <= 20 } last ? last : "counter";
    }

    private string Free(string wanted)
    {
        const int Limit = 60;
        var head = wanted.Length <= Limit ? wanted : wanted[..Limit];
        var name = head;
        for (var number = 2; !_names.Add(name); number++) name = $"{head}_{number}";
        return name;
    }
}
