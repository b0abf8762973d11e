using EventEdge.Contracts.Texts;
using Serilog.Events;
using Serilog.Formatting;

namespace EventEdge.Nodes;

/// <summary>
/// Makes an event of the log one line of visible text, whatever a topic, a client or a function put into it. It stands behind every
/// message, so that none can go around it.
/// </summary>
internal sealed class InertLines(ITextFormatter inner) : ITextFormatter
{
    /// <inheritdoc />
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter();
        inner.Format(logEvent, line);
        output.WriteLine(VisibleText.Of(line.ToString().TrimEnd('\r', '\n')));
    }
}
