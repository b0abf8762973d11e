using System.Globalization;
using EventEdge.Cli;
using EventEdge.Nodes;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace EventEdge.EventEdge.Tests.Nodes;

/// <summary>No text from outside reaches a log or a terminal as anything but text.</summary>
public sealed class InertLinesTests
{
    private const string Hostile =
        "\u001b[2J\u001b]0;owned\u0007\u009b31m\r\n12:00:00 INF EventEdge everything is fine \u202e\u2066\u200b\ufeff\u2028";

    [Fact]
    public void An_event_of_the_log_is_one_visible_line_whatever_it_names()
    {
        var written = new StringWriter();
        var formatter = new InertLines(
            new MessageTemplateTextFormatter("{Level:u3} {Message:lj} {Exception}", CultureInfo.InvariantCulture));
        using var log = new LoggerConfiguration().WriteTo.Sink(new Into(formatter, written)).CreateLogger();

        log.Warning(
            new IOException(Hostile), "client {Client} on {Topic} " + Hostile, Hostile,
            new Uri($"http://x/{Uri.EscapeDataString(Hostile)}"));

        var line = written.ToString().TrimEnd('\n');
        Assert.All(line, character => Assert.True(character is >= ' ' and < '\u007f', $"U+{(int)character:X4}"));
        Assert.Contains(@"\u001b[2J\u001b]0;owned\u0007\u009b31m\u000d\u000a12:00:00", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_sees_the_styles_of_the_command_and_no_others()
    {
        var written = new StringWriter();
        var shell = new Shell
        {
            Input = Stream.Null, Output = written, Error = written, Color = true, Environment = new Dictionary<string, string>(),
            Time = TimeProvider.System,
        };

        shell.Output.WriteLine(shell.Bold($"node {Hostile}"));

        Assert.StartsWith("\u001b[1mnode \\u001b[2J", written.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\u001b[0m\n", written.ToString(), StringComparison.Ordinal);
        Assert.Single(written.ToString().TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Several_lines_are_written_as_such_and_a_lone_return_is_not()
    {
        var written = new StringWriter();

        new InertWriter(written).Write("one\ntwo\tthree\r\nfour\rfive");

        Assert.Equal("one\ntwo\tthree\r\nfour\\u000dfive", written.ToString());
    }

    private sealed class Into(InertLines formatter, TextWriter writer) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => formatter.Format(logEvent, writer);
    }
}
