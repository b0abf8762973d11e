using System.CommandLine;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.Doctor.Checks;
using EventEdge.Hosting.Process;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.Doctor;

/// <summary><c>eventedge doctor</c>: looks at the machine, the servers and the node, and says what to do about what is wrong.</summary>
internal sealed class DoctorCommand : RunnableCommand
{
    private const int StateWidth = 8;

    private static readonly IDoctorCheck[] Checks =
    [
        new DiskCheck(), new ClockCheck(), new FileLimitCheck(), new PortCheck(), new BindingsFileCheck(), new CertificateCheck(),
        new ServerCheck("MQTT broker", KnownSettings.Broker, 1883, 8883), new ServerCheck("RabbitMQ", KnownSettings.RabbitMq, 5672, 5671),
        new StoreCheck(), new EngineCheck(), new NodeCheck(),
    ];

    private readonly NodeFactories _factories;

    public DoctorCommand(Shell shell, NodeFactories factories)
        : base(shell, "doctor",
            "Look at disk, clock, limits, ports, certificates, servers and the node, and say what to do. Ends with 1 when something fails.",
            KnownSettings.Data, KnownSettings.Bindings, KnownSettings.Http, KnownSettings.Mqtt, KnownSettings.HttpTokenFile,
            KnownSettings.TlsCertificate, KnownSettings.TlsClientCa, KnownSettings.Broker, KnownSettings.BrokerCa,
            KnownSettings.BrokerCertificate, KnownSettings.RabbitMq, KnownSettings.Output) => _factories = factories;

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var form = settings.OneOf(KnownSettings.Output, OutputFormat.Text);
        var data = settings.Text(KnownSettings.Data) ?? "data";
        var isKnown = Directory.Exists(data) && NodeAddress.Read(data) is not null;
        using var node = isKnown ? NodeAccess.Open(data, null, NodeKey.From(settings)) : null;
        var patient = new Patient(settings, data, node?.Api, _factories, Shell);
        var worst = FindingState.Ok;
        foreach (var check in Checks)
        {
            foreach (var finding in await check.LookAsync(patient, cancellation))
            {
                worst = finding.State > worst ? finding.State : worst;
                Write(finding, form);
            }
        }

        return worst == FindingState.Failed ? ExitCode.Failure : ExitCode.Success;
    }

    private void Write(Finding finding, OutputFormat form)
    {
        if (form == OutputFormat.Json)
        {
            Shell.Output.WriteLine(JsonSerializer.Serialize(finding, DoctorJson.Readable.Finding));
            return;
        }

        var state = finding.State.ToString().ToLowerInvariant().PadRight(StateWidth);
        Shell.Output.WriteLine($"{(finding.State > FindingState.Skipped ? Shell.Bold(state) : Shell.Quiet(state))} {finding.Check}: "
            + $"{finding.Sentence}");
        if (finding.Next is { } next) Shell.Output.WriteLine($"{new string(' ', StateWidth)}   next: {next}");
    }
}
