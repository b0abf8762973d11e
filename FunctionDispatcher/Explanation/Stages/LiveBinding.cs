using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Insight;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Explanation.Stages;

/// <summary>A binding at work, as far as it decides what becomes of a message. Looked at while the dispatch loop stands still.</summary>
internal sealed class LiveBinding(RunningBinding binding)
{
    /// <summary>Why its function must not run; null where it may.</summary>
    public string? Disabled => binding.Disabled?.Reason;

    /// <summary>Whether journalled messages pass it by for now.</summary>
    public bool IsLagging => binding.Life.IsLagging;

    /// <summary>Whether there is room for another call.</summary>
    public bool HasCapacity => binding.Progress.HasCapacity;

    /// <summary>What is wrong with its function; null where nothing is.</summary>
    public string? Trouble => binding.Outside?.Trouble;

    /// <summary>Whether an event has an id that was seen before.</summary>
    public bool HasSeen(EdgeEvent input) => binding.Pipeline.Duplicates?.Knows(As(input)) == true;

    /// <summary>The key of an event as of a time of receipt, as its windows have it; null where they have not.</summary>
    public KeyStatus? KeyOf(FieldValue[] key, DateTimeOffset received)
    {
        if (binding.Operators is not { Count: > 0 } operators) return null;
        return operators.Select(each => WindowInsight.Of(each, key, received)).FirstOrDefault(each => each is not null);
    }

    // The binding's own layout knows the fields that it needs; it gets no others.
    private EdgeEvent As(EdgeEvent input)
    {
        var layout = binding.Pipeline.Layout;
        var same = new EdgeEvent(layout) { Topic = input.Topic, ReceivedAt = input.ReceivedAt, Time = input.Time };
        foreach (var (name, value) in input.Fields)
        {
            if (layout.Find(name) is >= 0 and var slot) same.Set(slot, value);
        }

        return same;
    }
}
