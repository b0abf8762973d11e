namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

/// <summary>Why a text is not a condition.</summary>
/// <param name="Kind">At which stage it was found out.</param>
/// <param name="Offset">Index of the first offending character, from 0; the text's length when the text ends too early.</param>
/// <param name="Length">How many characters offend; 0 at the end of the text.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Suggestion">What was perhaps meant; null when nothing is near.</param>
public sealed record ExpressionError(ExpressionErrorKind Kind, int Offset, int Length, string Message, string? Suggestion = null);

/// <summary>The kinds of mistakes in a condition.</summary>
public enum ExpressionErrorKind
{
    /// <summary>A limit of length or depth is exceeded.</summary>
    Limit,

    /// <summary>Characters that make no word, number or text.</summary>
    Token,

    /// <summary>Words in an order that makes no condition.</summary>
    Syntax,

    /// <summary>A function that does not exist, or with the wrong number of arguments.</summary>
    Function,

    /// <summary>Values whose types do not go together.</summary>
    Type,
}
