using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Display;

namespace EventEdge.Nodes;

/// <summary>A node's log: one line an event on standard error, so that standard output stays the command's result.</summary>
internal static class NodeLog
{
    private const string Line = "{Timestamp:HH:mm:ss} {Level:u3} {SourceContext} {Message:lj}";

    /// <param name="quiet">Only warnings and worse, where a person watches something else.</param>
    public static ILoggerFactory Create(bool quiet = false)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Is(quiet ? LogEventLevel.Warning : LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Extensions.Hosting", LogEventLevel.Fatal) // a failed start is the command's to tell
            .MinimumLevel.Override("MassTransit", LogEventLevel.Fatal) // of every attempt; the uplink and the ingest tell an outage once
            .MinimumLevel.Override("MassTransit.ReceiveTransport", LogEventLevel.Error) // a consumer that fails
            .WriteTo.Console(
                new InertLines(new MessageTemplateTextFormatter(Line, CultureInfo.InvariantCulture)),
                standardErrorFromLevel: LogEventLevel.Verbose)
            .CreateLogger();
        return new SerilogLoggerFactory(log, dispose: true);
    }
}
