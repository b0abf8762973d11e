using System.CommandLine;
using EventEdge.Cli;
using EventEdge.FunctionDispatcher.Discovery;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.Nodes;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.Discovery;

/// <summary><c>eventedge discover</c>: a bindings file from what is heard at a broker.</summary>
internal sealed class DiscoverCommand : RunnableCommand
{
    private const string ToScreen = "-";

    private readonly NodeFactories _factories;
    private readonly Option<string?> _from;
    private readonly Option<string[]?> _filter;
    private readonly Option<string?> _for;
    private readonly Option<string?> _file;
    private readonly Option<bool> _force;
    private readonly Option<string?> _record;
    private readonly Option<string?> _zone;

    public DiscoverCommand(Shell shell, NodeFactories factories)
        : base(shell, "discover",
            "Listen to an MQTT broker for a while and write a bindings file for what is heard: topics, payloads, fields, units, clocks. "
            + "What is uncertain stands in it as a comment.", KnownSettings.Brokers)
    {
        _factories = factories;
        _from = Flag<string?>("--from", "FILE",
            "Read recorded messages instead: what --record or mosquitto_sub -F %j wrote, or a file of golden cases. Default: listen");
        _filter = Flag<string[]?>("--filter", "FILTER", "What to listen to; may be given several times. Default: #, everything");
        _for = Flag<string?>("--for", "TIME", "How long to listen, such as 90s; Ctrl+C ends it with what it has. Default: 30s");
        _file = Flag<string?>("--output", "FILE", "The file to write; - for standard output. Default: bindings.yaml");
        _force = Switch("--force", "Write over files that are there. Default: they are left alone");
        _record = Flag<string?>("--record", "FILE", "Write the messages down, too, for --from. Default: none");
        _zone = Flag<string?>("--zone", "ZONE",
            "Time zone of devices that send local time, such as Europe/Paris; used where their clocks agree. Default: none");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var plan = Plan(parsed, settings);
        if (plan.Output != ToScreen && !plan.Force && File.Exists(plan.Output)) throw CommandFailure.BadInput(
            $"there is a file {plan.Output} already: name another with --output, or write over it with --force");
        var recording = plan.From is { } file ? Read(file) : await ListenAsync(plan, cancellation);
        if (recording.Messages == 0) throw CommandFailure.Outside(Silence(plan));
        var found = BindingsDiscovery.Of(
            recording, new() { Source = plan.Source, Next = plan.Output == ToScreen ? null : plan.Next, TimeZone = plan.Zone });
        if (found.Bindings.Count == 0) throw CommandFailure.Outside(NothingBound(recording, found));
        if (plan.Output == ToScreen) await Shell.Output.WriteAsync(found.Text);
        else
        {
            Write(plan.Output, found.Text);
            Report(plan, recording, found);
        }

        return ExitCode.Success;
    }

    private DiscoverPlan Plan(ParseResult parsed, ResolvedSettings settings)
    {
        var from = parsed.GetValue(_from);
        var output = parsed.GetValue(_file) ?? "bindings.yaml";
        if (from is not null)
        {
            foreach (var broker in KnownSettings.Brokers) Forbid(settings.IsFlag(broker), broker.Flag);
            Forbid(parsed.GetValue(_for) is not null, "--for");
            Forbid(parsed.GetValue(_filter) is not null and not [], "--filter");
            Forbid(parsed.GetValue(_record) is not null, "--record");
            if (!File.Exists(from)) throw CommandFailure.BadInput($"there is no file {from}");
        }

        if (output == ToScreen && parsed.GetValue(_force) && parsed.GetValue(_record) is null)
            throw CommandFailure.BadInput("--force would change nothing: --output - writes over no file");
        var target = from is null ? BrokerSettings.OfTool(settings) : null;
        return new()
        {
            // A session of its own: under a node's name it would take that node's.
            Broker = target is null ? null : target with { ClientId = target.ClientId ?? $"eventedge-discover-{Guid.NewGuid():N}"[..26] },
            From = from,
            Filters = [.. (parsed.GetValue(_filter) is { Length: > 0 } filters ? filters : ["#"]).Select(DiscoverPlan.Filter).Distinct()],
            Time = Check.End("--for", parsed.GetValue(_for) ?? "30s"),
            Output = output,
            Force = parsed.GetValue(_force),
            Record = parsed.GetValue(_record),
            Zone = parsed.GetValue(_zone) is { } zone ? Check.Zone("--zone", zone) : null,
            Next = DiscoverPlan.NextFor(settings, output),
        };
    }

    private static void Forbid(bool given, string flag)
    {
        if (given) throw CommandFailure.BadInput($"{flag} is for listening, and --from reads a file: leave one of the two out");
    }

    private MessageRecording Read(string file)
    {
        var recording = new MessageRecording();
        try
        {
            RecordedMessages.Read(file, Shell.Time.GetUtcNow(), recording);
            return recording;
        }
        catch (FormatException wrong)
        {
            throw CommandFailure.BadInput(wrong.Message);
        }
    }

    private async Task<MessageRecording> ListenAsync(DiscoverPlan plan, CancellationToken cancellation)
    {
        var filters = string.Join(", ", plan.Filters);
        Shell.Error.WriteLine(Shell.Quiet(
            $"listening to {filters} at {plan.Broker!.Host}:{plan.Broker.Port} for {plan.Time.TotalSeconds:0} s"));
        return await new DiscoverListening(Shell, _factories, plan).RunAsync(cancellation);
    }

    private static string Silence(DiscoverPlan plan)
    {
        if (plan.From is { } file) return $"there is no message in {file}";
        var filters = string.Join(", ", plan.Filters);
        return $"nothing was heard on {filters} at {plan.Broker!.Host}:{plan.Broker.Port}: do devices send there, and may this "
            + "account read what they send? A longer time (--for 5m) hears those that send seldom";
    }

    private static string NothingBound(MessageRecording recording, DiscoveredBindings found)
    {
        var reasons = found.Unbound.Take(3).Select(u => $"{u.Topics}: {u.Reason}").ToList();
        var why = reasons.Count > 0 ? string.Join("; ", reasons) : "they hold nothing that changes or can be plotted";
        return $"{recording.Messages} messages on {recording.TopicCount} topics were heard, and none of them can be bound: {why}";
    }

    // As a whole or not at all.
    private static void Write(string path, string text)
    {
        var half = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            File.WriteAllText(half, text);
            File.Move(half, path, overwrite: true);
        }
        catch
        {
            File.Delete(half);
            throw;
        }
    }

    private void Report(DiscoverPlan plan, MessageRecording recording, DiscoveredBindings found)
    {
        var bindings = found.Bindings;
        var count = bindings.Count == 1 ? "1 binding" : $"{bindings.Count} bindings";
        Shell.Output.WriteLine(
            Shell.Bold($"{plan.Output}: {count} for {recording.Messages} messages on {recording.TopicCount} topics"));
        foreach (var group in bindings.GroupBy(b => (b.Family, b.Filter)))
        {
            var family = group.Key.Family is { } name ? $"  ({name})" : string.Empty;
            Shell.Output.WriteLine($"  {group.Key.Filter}{family}");
            foreach (var binding in group) Shell.Output.WriteLine($"    {binding.Name}: {Tried(binding)}");
        }

        foreach (var (topics, reason) in found.Unbound) Shell.Output.WriteLine(Shell.Quiet($"  not bound: {topics}: {reason}"));
        Shell.Output.WriteLine("Read the comments in it, then:");
        Shell.Output.WriteLine($"  {plan.Next}");
    }

    private static string Tried(DiscoveredBinding binding)
    {
        var points = binding.Points == 1 ? "1 point" : $"{binding.Points} points";
        return binding.Rejected == 0 ? points : $"{points}, {binding.Rejected} dead letter{(binding.Rejected == 1 ? string.Empty : "s")}";
    }
}
