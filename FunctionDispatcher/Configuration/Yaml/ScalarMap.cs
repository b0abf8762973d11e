using YamlDotNet.Core;

namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>Finds the place in the file of a character of a YAML value, through quotes, escapes, folding and indentation.</summary>
internal static class ScalarMap
{
    /// <summary>The place of a character; the value's start when it cannot be followed that far.</summary>
    public static SourcePosition PlaceOf(YamlScalar scalar, int offset, SourceText source)
    {
        var at = source.IndexOf(scalar.Start);
        if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded) at = SkipHeader(source, at);
        if (scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted) at++;
        for (var i = 0; i < offset && i < scalar.Value.Length;)
        {
            if (!TryStep(scalar, source, ref at, ref i)) return scalar.Start;
        }

        if (offset < scalar.Value.Length && source.At(at) is '\r' or '\n' && scalar.Value[offset] is not (' ' or '\n'))
            at = SkipBreak(source, at, keepSpaces: 0);
        return source.PlaceOf(Math.Min(at, source.Length));
    }

    private static bool TryStep(YamlScalar scalar, SourceText source, ref int at, ref int i)
    {
        var c = source.At(at);
        if (c is '\r' or '\n' && scalar.Value[i] is ' ' or '\n')
        {
            var keep = 0;
            while (i + 1 + keep < scalar.Value.Length && scalar.Value[i + 1 + keep] == ' ') keep++;
            at = SkipBreak(source, at, scalar.Style == ScalarStyle.Literal ? keep : 0);
            i++;
            return true;
        }

        if (scalar.Style == ScalarStyle.DoubleQuoted && c == '\\') return StepEscape(scalar.Value, source, ref at, ref i);
        if (c != scalar.Value[i]) return false;
        at += scalar.Style == ScalarStyle.SingleQuoted && c == '\'' ? 2 : 1;
        i++;
        return true;
    }

    private static bool StepEscape(string value, SourceText source, ref int at, ref int i)
    {
        at += source.At(at + 1) switch { 'x' => 4, 'u' => 6, 'U' => 10, _ => 2 };
        i += char.IsHighSurrogate(value[i]) ? 2 : 1;
        return true;
    }

    /// <summary>Over the line break and the indentation, back to the value's own leading blanks.</summary>
    private static int SkipBreak(SourceText source, int at, int keepSpaces)
    {
        if (source.At(at) == '\r' && source.At(at + 1) == '\n') at++;
        at++;
        while (source.At(at) is ' ' or '\t') at++;
        return at - keepSpaces;
    }

    private static int SkipHeader(SourceText source, int at)
    {
        while (at < source.Length && source.At(at) is not ('\r' or '\n')) at++;
        return SkipBreak(source, at, keepSpaces: 0);
    }
}
