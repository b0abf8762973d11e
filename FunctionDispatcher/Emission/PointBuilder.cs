using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Functions.Merging;

namespace EventEdge.FunctionDispatcher.Emission;

/// <summary>
/// A function's measurement becomes a point: name, tags and time filled in from the binding, fields no store can hold left out. Everything
/// comes from the event or the window, so a replay builds the same point.
/// </summary>
internal sealed class PointBuilder
{
    /// <summary>
    /// The tag of windows that lack events: a live change closed them before their end, or whoever took their events began within them. Its
    /// value tells the parts of a window apart: the binding's version, and when it began.
    /// </summary>
    public const string PartialTag = "partial";

    /// <summary>
    /// The field of every result of a binding that asks for results before their windows are complete: whether this is the last one. It is
    /// no tag: a provisional result and the final one are the same point.
    /// </summary>
    public const string FinalField = "final";

    // Up to here looking at each name for each other one costs less than a table of them.
    private const int FewNames = 24;

    private readonly BindingIdentity _identity;
    private readonly string _measurement;
    private readonly IReadOnlyList<string> _groupBy;
    private readonly IReadOnlyList<string> _tags;
    private readonly TimeSpan? _width;
    private readonly bool _isShared;
    private readonly bool _isEarly;
    private readonly string _node;

    public PointBuilder(BindingIdentity identity, BindingConfig config, string node)
    {
        _node = node;
        _identity = identity;
        _measurement = config.Emit.Measurement ?? string.Empty;
        _groupBy = config.Window?.GroupBy ?? [];
        _tags = BindingKey.TagNames(config);
        _isEarly = config.Window?.Early is not null;
        // A result that another of the same window will follow for certain has no place in a wider window.
        _width = _isEarly ? null : config.Window?.Tumbling;
        _isShared = config.Emit.Shared;
    }

    /// <summary>The point of a result about one event; null when no field can be stored.</summary>
    public Point? Of(Measurement result, EdgeEvent input)
    {
        var fields = Storable(result.Fields);
        if (fields.Count == 0) return null;
        var tags = new List<KeyValuePair<string, string>>(_tags.Count);
        foreach (var name in _tags) AddTag(tags, name, input[name].ToString());
        var revision = input.IsJoined ? input.Revision : 0;
        return Build(result, fields, tags, result.Time ?? input.Time, null, revision, input.Sequence, input.Index);
    }

    /// <summary>The point of a result about a window; null when no field can be stored.</summary>
    /// <param name="result">The result.</param>
    /// <param name="window">The window.</param>
    /// <param name="supplement">What the function made of the events since the window's former result; null when it fires for the first
    /// time.</param>
    public Point? Of(Measurement result, WindowBounds window, Measurement? supplement = null)
    {
        var point = Whole(result, window);
        if (point?.Mergeable is null || supplement is null || Whole(supplement, window) is not { Mergeable: not null } added) return point;
        var time = window.Start + Supplement.OffsetOf(window);
        var id = ResultId.Of(_identity, added.Measurement, (List<KeyValuePair<string, string>>)added.Tags, time, window.End, 0, 0);
        return point with { Supplement = added with { Time = time, Revision = 0, Id = id } };
    }

    private Point? Whole(Measurement result, WindowBounds window)
    {
        var fields = Storable(result.Fields);
        if (fields.Count == 0) return null;
        var tags = new List<KeyValuePair<string, string>>(_tags.Count);
        foreach (var name in _tags) AddTag(tags, name, KeyField(name, window).ToString());
        return Build(result, fields, tags, result.Time ?? window.Time, window, window.Revision, 0);
    }

    private string PartOf(WindowBounds window) =>
        window.Part == 0 ? _identity.Version : string.Create(CultureInfo.InvariantCulture, $"{_identity.Version}-{window.Part:x}");

    /// <summary>The point of a result about the stream; null when no field can be stored.</summary>
    public Point? Of(Measurement result, DateTimeOffset now, long sequence, int index = 0)
    {
        var fields = Storable(result.Fields);
        return fields.Count == 0 ? null : Build(result, fields, [], result.Time ?? now, null, 0, sequence, index);
    }

    /// <summary>A field of the window's key by its name; missing when the key has none of that name.</summary>
    public FieldValue KeyField(string name, WindowBounds window)
    {
        for (var i = 0; i < _groupBy.Count; i++)
        {
            if (_groupBy[i] == name) return window.Key[i];
        }

        return FieldValue.Missing;
    }

    private Point Build(
        Measurement result,
        IReadOnlyList<KeyValuePair<string, FieldValue>> fields,
        List<KeyValuePair<string, string>> tags,
        DateTimeOffset time,
        WindowBounds? window,
        int revision,
        long sequence,
        int index = 0)
    {
        tags = With(tags, result.Tags);
        // Of a function's own tags none may make a part look like a whole window.
        if (window is { Partial: true }) tags = With(tags, [new(PartialTag, PartOf(window))]);
        tags.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        fields = Distinct(fields, tags);
        if (_isEarly && window is not null) fields = WithFinal(fields, !window.Provisional);
        var name = result.Name ?? _measurement;
        var id = ResultId.Of(_identity, name, tags, time, window?.End, revision, sequence, index);
        return new Point
        {
            Measurement = name,
            Tags = tags,
            Fields = fields,
            Time = time,
            // A time of the function's own may lie behind the window: then it is a moment, not the start of anything.
            WindowEnd = window?.End >= time ? window.End : null,
            Revision = revision,
            Partial = window?.Partial ?? false,
            Provisional = window?.Provisional ?? false,
            Shared = _isShared,
            Id = id,
            Subject = revision == 0 ? id : ResultId.Of(_identity, name, tags, time, window?.End, 0, sequence, index),
            Mergeable = window is null ? null : MergeableOf(result, fields, time, window),
        };
    }

    // Windows that overlap, or have no grid, would count an event twice or have no place to go.
    private Mergeable? MergeableOf(
        Measurement result, IReadOnlyList<KeyValuePair<string, FieldValue>> fields, DateTimeOffset time, WindowBounds window) =>
        _width is { } width && !window.Partial && time == window.Start && ResultState.Of(result, fields) is { IsEmpty: false } state
            ? new Mergeable(width, state)
            : null;

    // A field of the function's own with this name keeps its value under another.
    private static List<KeyValuePair<string, FieldValue>> WithFinal(IReadOnlyList<KeyValuePair<string, FieldValue>> fields, bool isFinal)
    {
        var own = FinalField;
        while (fields.Any(field => field.Key == own)) own += "_";
        List<KeyValuePair<string, FieldValue>> all = [.. fields.Select(field =>
            field.Key == FinalField ? new KeyValuePair<string, FieldValue>(own, field.Value) : field)];
        all.Add(new(FinalField, isFinal));
        return all;
    }

    private static void AddTag(List<KeyValuePair<string, string>> tags, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) tags.Add(new(name, value));
    }

    // A tag of the result takes the place of the binding's, and of several of one name the last counts.
    private static List<KeyValuePair<string,
    string>> With(List<KeyValuePair<string, string>> tags, IReadOnlyList<KeyValuePair<string, string>> added)
    {
        if (added.Count == 0) return tags;
        if (tags.Count + added.Count > FewNames) return WithMany(tags, added);
        foreach (var tag in added)
        {
            tags.RemoveAll(own => own.Key == tag.Key);
            AddTag(tags, tag.Key, tag.Value);
        }

        return tags;
    }

    private static List<KeyValuePair<string,
    string>> WithMany(List<KeyValuePair<string, string>> tags, IReadOnlyList<KeyValuePair<string, string>> added)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in tags) values[name] = value;
        foreach (var (name, value) in added) values[name] = value;
        List<KeyValuePair<string, string>> all = new(values.Count);
        foreach (var (name, value) in values) AddTag(all, name, value);
        return all;
    }

    // What came with the event of a chain as its node is the point's tag already.
    private IReadOnlyList<KeyValuePair<string, FieldValue>> Storable(IReadOnlyList<KeyValuePair<string, FieldValue>> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (!IsStorable(fields[i])) return [.. fields.Where(IsStorable)];
        }

        return fields;
    }

    private bool IsStorable(KeyValuePair<string, FieldValue> field) =>
        IsStorable(field.Value) && !(field.Key == NodeTag.Name && field.Value.AsText == _node);

    // What is a tag is not stored again as a field, and of fields of one name the last counts. Where nothing else is there, it stays: an
    // event leaves a point.
    private static IReadOnlyList<KeyValuePair<string, FieldValue>> Distinct(
        IReadOnlyList<KeyValuePair<string, FieldValue>> fields, List<KeyValuePair<string, string>> tags)
    {
        if (fields.Count + tags.Count > FewNames) return DistinctOfMany(fields, tags);
        for (var index = 0; index < fields.Count; index++)
        {
            if (!IsTaken(fields, index, tags)) continue;
            KeyValuePair<string, FieldValue>[] left = [.. fields.Where((_, i) => !IsTaken(fields, i, tags))];
            return left.Length > 0 ? left : [.. fields.DistinctBy(static field => field.Key)];
        }

        return fields;
    }

    private static List<KeyValuePair<string, FieldValue>> DistinctOfMany(
        IReadOnlyList<KeyValuePair<string, FieldValue>> fields, List<KeyValuePair<string, string>> tags)
    {
        var taken = new HashSet<string>(fields.Count + tags.Count, StringComparer.Ordinal);
        foreach (var tag in tags) taken.Add(tag.Key);
        List<KeyValuePair<string, FieldValue>> left = new(fields.Count);
        for (var index = fields.Count - 1; index >= 0; index--)
        {
            if (taken.Add(fields[index].Key)) left.Add(fields[index]);
        }

        left.Reverse();
        return left.Count > 0 ? left : [.. fields.DistinctBy(static field => field.Key)];
    }

    private static bool IsTaken(IReadOnlyList<KeyValuePair<string, FieldValue>> fields, int index, List<KeyValuePair<string, string>> tags)
    {
        var name = fields[index].Key;
        foreach (var tag in tags)
        {
            if (tag.Key == name) return true;
        }

        for (var later = index + 1; later < fields.Count; later++)
        {
            if (fields[later].Key == name) return true;
        }

        return false;
    }

    private static bool IsStorable(in FieldValue value) =>
        value.Exists && (!value.IsNumber || double.IsFinite(value.AsNumber));
}
