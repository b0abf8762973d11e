using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Formats.LineProtocol;

/// <summary>
/// Writes a result as one line without a line break: measurement (the binding's name where the result has none), tags, fields, nanoseconds
/// since 1970. Every number is a float, so that a field never changes its type from one result to the next.
/// </summary>
internal sealed class LineProtocolWriter(string binding) : IResultWriter
{
    private readonly StringBuilder _line = new();

    public bool TryWrite(Point point, IBufferWriter<byte> output, [NotNullWhen(false)] out string? problem)
    {
        _line.Clear();
        AppendName(point.Measurement.Length > 0 ? point.Measurement : binding, isMeasurement: true);
        foreach (var (name, value) in point.Tags)
        {
            AppendName(name, before: ',');
            AppendName(value, before: '=');
        }

        var fields = AppendFields(point.Fields);
        _line.Append(' ').Append(CultureInfo.InvariantCulture, $"{(point.Time.UtcTicks - DateTime.UnixEpoch.Ticks) * (Int128)100}");
        problem = Problem(point, fields);
        if (problem is not null) return false;
        foreach (var chunk in _line.GetChunks()) Encoding.UTF8.GetBytes(chunk.Span, output);
        return true;
    }

    private int AppendFields(IReadOnlyList<KeyValuePair<string, FieldValue>> fields)
    {
        var count = 0;
        foreach (var (name, value) in fields)
        {
            if (!value.Exists) continue;
            AppendName(name, before: count++ == 0 ? ' ' : ',');
            _line.Append('=');
            if (value.AsText is { } text) AppendText(text);
            else _line.Append(value.ToString());
        }

        return count;
    }

    // What stands for itself nowhere in the protocol cannot be escaped either.
    private static string? Problem(Point point, int fields)
    {
        if (fields == 0) return "line protocol needs a field, and the result has none";
        foreach (var (name, value) in point.Tags)
        {
            if (HasLineBreak(name) || HasLineBreak(value) || value.EndsWith('\\') || name.EndsWith('\\'))
                return $"line protocol cannot write the tag '{name}': it has a line break, or ends with a backslash";
        }

        foreach (var (name, _) in point.Fields)
        {
            if (HasLineBreak(name) || name.EndsWith('\\'))
                return $"line protocol cannot write the field '{name}': its name has a line break, or ends with a backslash";
        }

        return HasLineBreak(point.Measurement) || point.Measurement.EndsWith('\\')
            ? "line protocol cannot write the measurement: its name has a line break, or ends with a backslash" : null;
    }

    private static bool HasLineBreak(string text) => text.AsSpan().ContainsAny('\n', '\r');

    private void AppendName(string name, bool isMeasurement = false, char? before = null)
    {
        if (before is { } mark) _line.Append(mark);
        foreach (var c in name)
        {
            if (c is ',' or ' ' || (c == '=' && !isMeasurement)) _line.Append('\\');
            _line.Append(c);
        }
    }

    private void AppendText(string text)
    {
        _line.Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\') _line.Append('\\');
            _line.Append(c);
        }

        _line.Append('"');
    }
}
