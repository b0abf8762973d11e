using System.CommandLine;
using System.Text;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.Nodes;
using EventEdge.Publishing;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.Commands;

/// <summary><c>eventedge publish</c>: one message, or the same one many times.</summary>
internal sealed class PublishCommand : RunnableCommand
{
    private const int PayloadLimit = 1 << 20;

    private readonly NodeFactories _factories;
    private readonly Argument<string> _topic = new("TOPIC") { Description = "The topic, such as plant/north/press/p1/telemetry" };
    private readonly Argument<string?> _payload = new("PAYLOAD")
    {
        Description = "The payload as text, or - to read it from standard input. Default: empty",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _qos;
    private readonly Option<bool> _retain;
    private readonly Option<long?> _count;

    public PublishCommand(Shell shell, NodeFactories factories)
        : base(shell, "publish", "Send a message to an MQTT broker and wait until it is acknowledged.", KnownSettings.MqttTarget,
            KnownSettings.MqttUser, KnownSettings.MqttPasswordFile, KnownSettings.Output)
    {
        _factories = factories;
        Arguments.Add(_topic);
        Arguments.Add(_payload);
        _qos = Flag<int?>("--qos", "0|1|2", "Quality of service: 0 at most once, 1 at least once, 2 exactly once. Default: 1");
        _retain = Switch("--retain", "Ask the broker to keep the message as the topic's last value");
        _count = Flag<long?>("--count", "N", "Times to send it, at least 1. Default: 1");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var topic = parsed.GetRequiredValue(_topic);
        var qos = Check.Qos(parsed.GetValue(_qos) ?? 1);
        var count = Check.AtLeastOne("--count", parsed.GetValue(_count) ?? 1);
        var form = settings.OneOf(KnownSettings.Output, OutputFormat.Text);
        var payload = await PayloadAsync(parsed.GetValue(_payload), cancellation);
        await using var sender = await _factories.OpenMqtt(MqttTarget.From(settings), cancellation);
        for (var i = 0L; i < count; i++) await sender.SendAsync(topic, payload, qos, parsed.GetValue(_retain), cancellation);
        await sender.FlushAsync(cancellation);
        Write(new(topic, count, sender.Acknowledged), form);
        return sender.Acknowledged >= count ? ExitCode.Success : ExitCode.Failure;
    }

    private void Write(PublishSummary summary, OutputFormat form) => Shell.Output.WriteLine(form == OutputFormat.Json
        ? JsonSerializer.Serialize(summary, CommandJson.Readable.PublishSummary)
        : $"{summary.Acknowledged} of {summary.Sent} acknowledged on {summary.Topic}");

    private async Task<byte[]> PayloadAsync(string? text, CancellationToken cancellation)
    {
        if (text != "-") return Encoding.UTF8.GetBytes(text ?? string.Empty);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await Shell.Input.ReadAsync(chunk, cancellation) is > 0 and var read)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > PayloadLimit) throw CommandFailure.BadInput($"the payload is longer than {PayloadLimit} bytes");
        }

        return buffer.ToArray();
    }
}

/// <summary>Result of <c>publish</c>.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Sent">Messages sent.</param>
/// <param name="Acknowledged">Messages the broker acknowledged; at QoS 0, messages written.</param>
internal sealed record PublishSummary(string Topic, long Sent, long Acknowledged);
