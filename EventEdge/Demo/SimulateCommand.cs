using System.CommandLine;
using EventEdge.Cli;
using EventEdge.Nodes;
using EventEdge.Publishing;
using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.Demo;

/// <summary><c>eventedge simulate</c>: the demo's plant without a node, for an MQTT broker that is there.</summary>
internal sealed class SimulateCommand : RunnableCommand
{
    private readonly NodeFactories _factories;
    private readonly Option<string?> _for;
    private readonly Option<int?> _seed;

    public SimulateCommand(Shell shell, NodeFactories factories)
        : base(
            shell, "simulate", "Send what the three presses of the demo send, to an MQTT broker: "
                + "about 360 messages a second on plant/north/press/….",
            KnownSettings.MqttTarget, KnownSettings.MqttUser, KnownSettings.MqttPasswordFile)
    {
        _factories = factories;
        _for = Flag<string?>("--for", "DURATION", "Stop by itself after this, such as 20s. Default: run until Ctrl+C");
        _seed = Flag<int?>("--seed", "N", "Seed of the simulated plant. Default: 1");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var duration = parsed.GetValue(_for) is { } text ? Check.End("--for", text) : Timeout.InfiniteTimeSpan;
        var target = MqttTarget.From(settings);
        await using var sender = await _factories.OpenMqtt(target, cancellation);
        await Shell.Output.WriteLineAsync($"three presses send to mqtt://{target.Address}; stop with Ctrl+C");
        var began = Shell.Time.GetUtcNow();
        using var end = new CancellationTokenSource(duration, Shell.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellation);
        var plant = new PlantLoop(new(parsed.GetValue(_seed) ?? 1, began), sender, Shell.Time);
        await plant.RunAsync(began, stop.Token, cancellation);
        cancellation.ThrowIfCancellationRequested();
        await Shell.Output.WriteLineAsync($"{plant.Sent} messages sent");
        return ExitCode.Success;
    }
}
