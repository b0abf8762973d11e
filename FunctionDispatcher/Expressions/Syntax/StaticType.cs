namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

/// <summary>What is known about a value before any event is seen.</summary>
internal enum StaticType
{
    /// <summary>Nothing: a field of a payload.</summary>
    Any,
    Null,
    Boolean,
    Number,
    Text,
}
