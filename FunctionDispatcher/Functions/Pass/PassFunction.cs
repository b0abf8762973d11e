using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Pass;

/// <summary>Each event as it is: the chosen fields, or all, under their own names. Null values are left out.</summary>
internal sealed class PassFunction(PassConfig config) : IEventFunction, IFieldReader
{
    /// <inheritdoc />
    public void Bind(EventLayout layout)
    {
        foreach (var name in config.Fields ?? []) layout.SlotOf(name);
    }

    /// <inheritdoc />
    public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context)
    {
        var fields = config.Fields?.Select(name => KeyValuePair.Create(name, input[name])) ?? input.Fields;
        KeyValuePair<string, FieldValue>[] kept = [.. fields.Where(field => field.Value.Exists)];
        return kept.Length == 0 ? [] : [new Measurement { Fields = kept }];
    }
}
