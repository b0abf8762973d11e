namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>Smallest and largest value of a key, both allowed: written as in the file, so that reader, schema and reference say the same.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RangeAttribute(string min, string max) : Attribute
{
    public string Min { get; } = min;

    public string Max { get; } = max;
}

/// <summary>The form of a text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FormAttribute(string pattern, int lengthLimit) : Attribute
{
    /// <summary>A regular expression for the whole text.</summary>
    public string Pattern { get; } = pattern;

    public int LengthLimit { get; } = lengthLimit;
}

/// <summary>Keys that other versions know: refused with a sentence that lists what is there.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NotInThisVersionAttribute(params string[] keys) : Attribute
{
    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>A record that may be written as a single value: the value of this key.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ShortFormAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}

/// <summary>A list that may be written as one text, split at blanks outside quotes.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CommandLineAttribute : Attribute;

/// <summary>Exactly one of these keys must be given.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ExactlyOneAttribute(string what, params string[] keys) : Attribute
{
    /// <summary>What the keys are, as a noun: <c>window kind</c>.</summary>
    public string What { get; } = what;

    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>A property that cannot change a result, and so does not make a new version of a binding.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotInVersionAttribute : Attribute;
