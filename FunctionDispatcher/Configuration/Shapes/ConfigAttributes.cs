namespace EventEdge.FunctionDispatcher.Configuration.Shapes;

/// <summary>
/// Smallest and largest value of a key, both allowed: written as in the file, so that reader, schema and reference say the same.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(string min, string max) : Attribute
{
    /// <summary>The smallest value.</summary>
    public string Min { get; } = min;

    /// <summary>The largest value.</summary>
    public string Max { get; } = max;
}

/// <summary>The form of a text.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormAttribute(string pattern, int lengthLimit) : Attribute
{
    /// <summary>A regular expression for the whole text.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>Most characters.</summary>
    public int LengthLimit { get; } = lengthLimit;
}

/// <summary>A record that may be written as a single value: the value of this key.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShortFormAttribute(string key) : Attribute
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;
}

/// <summary>A list that may be written as one text, split at blanks outside quotes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CommandLineAttribute : Attribute;

/// <summary>Exactly one of these keys must be given.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExactlyOneAttribute(string what, params string[] keys) : Attribute
{
    /// <summary>What the keys are, as a noun: <c>window kind</c>.</summary>
    public string What { get; } = what;

    /// <summary>The keys.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>A property that cannot change a result, and so does not make a new version of a binding.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInVersionAttribute : Attribute;

/// <summary>An abstract record that others stand for: a key of the mapping says which, or a word.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class ChoiceAttribute(string what) : Attribute
{
    /// <summary>What is chosen, as a noun: <c>trigger</c>.</summary>
    public string What { get; } = what;

    /// <summary>Whether a word chooses, and not a key beside others. Default false.</summary>
    public bool ByWord { get; init; }
}

/// <summary>The word that a choice by word which was left out stands for.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DefaultWordAttribute(string word) : Attribute
{
    public string Word { get; } = word;
}
