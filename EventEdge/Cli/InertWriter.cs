using System.Text;
using EventEdge.Contracts.Texts;

namespace EventEdge.Cli;

/// <summary>
/// A terminal, or what stands for it, that no text from outside can move, colour or rewrite: whatever a command writes is made visible on
/// the way, so that no command can forget it. A line that is written stays one line; texts of several lines are written with
/// <see cref="Write(string)"/>.
/// </summary>
internal sealed class InertWriter(TextWriter inner) : TextWriter
{
    /// <summary>The only sequences that pass: those of <see cref="Shell"/>.</summary>
    private static readonly string[] Styles = [Shell.BoldStyle, Shell.QuietStyle, Shell.PlainStyle];

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        // A progress line begins with the carriage return that takes it back.
        if (value == '\r') inner.Write(value);
        else Write(value.ToString());
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (value is not null) WriteStyled(value, VisibleText.OfLines);
    }

    public override void WriteLine(string? value)
    {
        if (value is not null) WriteStyled(value, VisibleText.Of);
        inner.WriteLine();
    }

    public override void WriteLine() => inner.WriteLine();

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync() => inner.FlushAsync();

    private void WriteStyled(string text, Func<string, string> visible)
    {
        while (NextStyle(text) is (var at and >= 0, var style))
        {
            inner.Write(visible(text[..at]));
            inner.Write(style);
            text = text[(at + style.Length)..];
        }

        inner.Write(visible(text));
    }

    private static (int At, string Style) NextStyle(string text)
    {
        var at = text.IndexOf('\u001b', StringComparison.Ordinal);
        while (at >= 0)
        {
            var rest = text.AsSpan(at);
            foreach (var style in Styles)
            {
                if (rest.StartsWith(style)) return (at, style);
            }

            at = text.IndexOf('\u001b', at + 1);
        }

        return (-1, string.Empty);
    }
}
