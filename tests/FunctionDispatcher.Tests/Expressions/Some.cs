using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

internal static class Some
{
    public static EdgeEvent Event(EventLayout layout, params (string Path, FieldValue Value)[] fields)
    {
        var result = new EdgeEvent(layout);
        foreach (var (path, value) in fields) result.Set(layout.SlotOf(path), value);
        return result;
    }
}
