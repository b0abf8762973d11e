using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Triggers;

/// <summary>What a binding takes from its trigger.</summary>
public static class TriggerRoute
{
    /// <summary>The topic filter that a binding's events match.</summary>
    public static string FilterOf(BindingConfig binding) => binding.Trigger.FilterOf(binding.Name);

    /// <summary>The topic on which results of the other binding reach one that is joined with it.</summary>
    public static string JoinedTopicOf(string binding) => $"{OwnTopics.Joined}/{binding}";

    /// <summary>A binding as it runs: events that bring their own time are dated by it.</summary>
    public static BindingConfig Complete(BindingConfig binding) => binding is { Trigger.TimeField: { } time, EventTime.FieldNames.Count: 0 }
        ? binding with { EventTime = binding.EventTime with { Field = time } }
        : binding;
}
