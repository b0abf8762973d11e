using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Expressions.Compilation;

/// <summary>What a function of the language compiles to, in the type its surroundings ask for.</summary>
internal static class CallCompiler
{
    public static Func<EdgeEvent, bool> Boolean(Delegate code) => code switch
    {
        Func<EdgeEvent, bool> boolean => boolean,
        Func<EdgeEvent, FieldValue> value => e => value(e).AsBoolean,
        _ => _ => false,
    };

    public static Func<EdgeEvent, double> Number(Delegate code) => code switch
    {
        Func<EdgeEvent, double> number => number,
        Func<EdgeEvent, FieldValue> value => e => value(e).AsNumber,
        _ => _ => double.NaN,
    };

    public static Func<EdgeEvent, string?> Text(Delegate code) => code switch
    {
        Func<EdgeEvent, string?> text => text,
        Func<EdgeEvent, FieldValue> value => e => value(e).AsText,
        _ => _ => null,
    };

    public static Func<EdgeEvent, FieldValue> Value(Delegate code) => code switch
    {
        Func<EdgeEvent, FieldValue> value => value,
        Func<EdgeEvent, double> number => e => number(e) is var n && double.IsNaN(n) ? FieldValue.Missing : n,
        Func<EdgeEvent, string?> text => e => text(e) is { } t ? FieldValue.Of(t) : FieldValue.Missing,
        Func<EdgeEvent, bool> boolean => e => boolean(e),
        _ => throw new InvalidOperationException($"no expression compiles to {code.GetType().Name}"),
    };
}
