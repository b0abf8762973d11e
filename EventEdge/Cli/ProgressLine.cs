namespace EventEdge.Cli;

/// <summary>One line on standard error, rewritten in place at most four times a second; nothing at all where no person reads it.</summary>
internal sealed class ProgressLine(Shell shell) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private long _shown = shell.Time.GetTimestamp();
    private int _width;

    /// <summary>Shows the text if the last one has stood long enough.</summary>
    public void Show(Func<string> text)
    {
        if (!shell.ErrorIsTerminal || shell.Time.GetElapsedTime(_shown) < Interval) return;
        _shown = shell.Time.GetTimestamp();
        Write(text());
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_width == 0) return;
        Write(string.Empty);
        shell.Error.Write('\r');
    }

    private void Write(string text)
    {
        shell.Error.Write('\r');
        shell.Error.Write(text.PadRight(_width));
        _width = text.Length;
    }
}
